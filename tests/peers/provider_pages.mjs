// The provider's own pages: plain HTML with labels, nothing fetched from anywhere.
const escaped = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const page = (title, body) => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(title)}</title>
<link rel="icon" href="data:,"></head><body><main><h1>${escaped(title)}</h1>${body}</main></body></html>`;

export const signInPage = (action, client, problem = '') => page('Sign in', `
<p>to continue to ${escaped(client)}</p>
${problem && `<p role="alert">${escaped(problem)}</p>`}
<form method="post" action="${escaped(action)}" autocomplete="off">
<p><label for="login">E-mail</label> <input id="login" name="login" type="email" autofocus></p>
<p><label for="password">Password</label> <input id="password" name="password" type="password"></p>
<p><button type="submit">Sign in</button></p></form>
<p><a href="${escaped(action)}/cancel">Cancel</a></p>`);

export const consentPage = (action, client, scope) => page('Allow access', `
<p>${escaped(client)} asks for: ${escaped(scope)}</p>
<form method="post" action="${escaped(action)}"><p><button type="submit">Allow</button></p></form>
<p><a href="${escaped(action)}/cancel">Cancel</a></p>`);

export const problemPage = (fields) => page('The request was refused', `<dl>${Object.entries(fields)
  .filter(([, value]) => value !== undefined)
  .map(([key, value]) => `<dt>${escaped(key)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>`);
