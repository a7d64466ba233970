// A certified OpenID provider on a free loopback port: configured over standard input, told to go by its end.
//
// First line in: {clients, accounts, scopes, lifetime}. First line out: {"id": 0, "result": ISSUER}.
// Then {"id", "command": "sync" | "configure"} in, {"id", "result" | "error"} out, and one
// {"event": "request" | "answer", ...} out per HTTP request as it arrives and as it is answered.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider, errors } from 'oidc-provider';
import { consentPage, problemPage, signInPage } from './provider_pages.mjs';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = {
  keys: [{ ...privateKey.export({ format: 'jwk' }), kid: randomUUID(), alg: 'RS256', use: 'sig' }],
};
const cookieKeys = [randomBytes(32).toString('hex')];

const CLAIMS = {
  openid: ['sub'],
  email: ['email', 'email_verified'],
  // JumpCloud sends groups whenever the application maps them, whatever scope was asked.
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'groups'],
  groups: ['groups'],
};

function configuration({ clients, accounts, scopes }) {
  const bySub = new Map(accounts.map((account) => [account.claims.sub, account]));
  return {
    clients,
    jwks,
    scopes,
    claims: CLAIMS,
    // JumpCloud puts e-mail, name and groups into the ID token as well as into the userinfo answer.
    conformIdTokenClaims: false,
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    cookies: { keys: cookieKeys },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    pkce: { required: () => false },
    rotateRefreshToken: true,
    interactions: { url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    ttl: {
      AccessToken: 3600, AuthorizationCode: 60, Grant: 86400, IdToken: 3600,
      Interaction: 3600, RefreshToken: 86400, Session: 86400,
    },
    findAccount: (_ctx, sub) => {
      const account = bySub.get(sub);
      return account && { accountId: sub, claims: () => account.claims };
    },
    renderError: (ctx, out) => { ctx.type = 'html'; ctx.body = problemPage(out); },
  };
}

async function formOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

async function grantFor(provider, details, accountId) {
  const { client_id: clientId, scope } = details.params;
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope ?? 'openid');
  return grant.save();
}

function signIn(accounts, form) {
  const account = accounts.find(({ login }) => login === form.get('login'));
  return account && account.password === form.get('password') ? account : undefined;
}

async function interaction(provider, settings, ctx) {
  const details = await provider.interactionDetails(ctx.req, ctx.res);
  const { prompt, session, params } = details;
  const finish = async (result) => {
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    ctx.status = 303;
  };
  ctx.type = 'html';
  if (ctx.path.endsWith('/cancel')) {
    await finish({ error: 'access_denied', error_description: 'End-User aborted interaction' });
  } else if (ctx.method === 'GET') {
    ctx.body = prompt.name === 'login'
      ? signInPage(ctx.path, params.client_id)
      : consentPage(ctx.path, params.client_id, params.scope);
  } else if (prompt.name === 'login') {
    const account = signIn(settings.accounts, await formOf(ctx.req));
    if (!account) {
      ctx.body = signInPage(ctx.path, params.client_id, 'Wrong e-mail address or password.');
    } else if (account.refusal) {
      await finish({ error: 'access_denied', error_description: account.refusal });
    } else {
      const accountId = account.claims.sub;
      const grantId = await grantFor(provider, details, accountId);
      await finish({ login: { accountId }, consent: { grantId } });
    }
  } else {
    await finish({ consent: { grantId: await grantFor(provider, details, session.accountId) } });
  }
}

// OIDC Core 11 lets a provider set its own conditions for offline_access. JumpCloud's engine does
// not ask for prompt=consent; here every sign-in grants anew, so that it is as good as asked for.
function treatOfflineAsConsent(ctx) {
  const scopes = (ctx.query.scope ?? '').toString().split(' ');
  if (ctx.path === '/auth' && scopes.includes('offline_access') && !ctx.query.prompt) {
    ctx.query = { ...ctx.query, prompt: 'consent' };
  }
}

function authentication(ctx) {
  if (/^basic /i.test(ctx.get('authorization'))) return 'client_secret_basic';
  return ctx.oidc?.body?.client_secret === undefined ? 'none' : 'client_secret_post';
}

function build(issuer, settings) {
  const provider = new Provider(issuer, configuration(settings));
  let count = 0;
  provider.use(async (ctx, next) => {
    count += 1;
    const number = `${settings.generation}.${count}`;
    say({ event: 'request', number, method: ctx.method, path: ctx.path, query: ctx.query });
    treatOfflineAsConsent(ctx);
    let problem = '';
    try {
      if (ctx.path.startsWith('/sign-in/')) await interaction(provider, settings, ctx);
      else await next();
    } catch (thrown) {
      if (!(thrown instanceof errors.OIDCProviderError)) throw thrown;
      problem = thrown.error;
      ctx.status = thrown.statusCode;
      ctx.type = 'html';
      ctx.body = problemPage({ error: thrown.error, error_description: thrown.error_description });
    } finally {
      const { grant_type: grantType = '' } = ctx.oidc?.body ?? {};
      const error = problem || ctx.body?.error || '';
      const { status } = ctx;
      say({ event: 'answer', number, status, error, grantType, authentication: authentication(ctx) });
    }
  });
  provider.on('server_error', (ctx, error) => console.error(ctx.method, ctx.path, error));
  return provider;
}

const server = createServer();
let handle;
let generation = 0;

async function configure(settings) {
  generation += 1;
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}/`;
  const provider = build(issuer, { ...settings, generation });
  // Clients are read lazily: a wrong one must be said now, not on the first request.
  for (const { client_id: id } of settings.clients) await provider.Client.find(id);
  handle = provider.callback();
  return issuer;
}

async function answer({ id, command, settings }) {
  try {
    say({ id, result: command === 'configure' ? await configure(settings) : true });
  } catch (problem) {
    say({ id, error: `${problem.error_description ?? problem}` });
  }
}

function leave() {
  server.close(() => process.exit(0));
  server.closeAllConnections();
}

const lines = createInterface({ input: process.stdin });
lines.on('close', leave);
lines.once('line', (first) => {
  const settings = JSON.parse(first);
  setTimeout(leave, settings.lifetime * 1000).unref();
  server.on('request', (request, response) => handle(request, response));
  server.listen(0, '127.0.0.1', () => answer({ id: 0, command: 'configure', settings }));
  lines.on('line', (line) => answer(JSON.parse(line)));
});
