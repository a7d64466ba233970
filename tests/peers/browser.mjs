// Looks at and uses the pages of a running Chromium: one JSON command per line in, one answer out.
//
// Started with the DevTools address as its argument; when standard input ends, the browser goes too.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

const browser = await chromium.connectOverCDP(process.argv[2]);
const [context] = browser.contexts();
const pages = new Map();
const wakeups = new Set();
let count = 0;

const wake = () => [...wakeups].forEach((resolve) => resolve());

function keep(page) {
  count += 1;
  const id = count;
  const visited = [page.url()];
  pages.set(id, { page, visited });
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) visited.push(frame.url());
    wake();
  });
  page.on('close', () => { pages.delete(id); wake(); });
  wake();
}

context.pages().forEach(keep);
context.on('page', keep);

const described = () => [...pages].map(([id, { page }]) => ({ id, url: page.url() }));

async function waitForPage(part, milliseconds) {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = described().find(({ url }) => url.includes(part));
    if (found) return found;
    const left = deadline - Date.now();
    const open = described().map(({ url }) => url).join(', ') || 'none';
    if (left <= 0) throw new Error(`no page whose address has ${part}; open are: ${open}`);
    await new Promise((resolve) => {
      const timer = setTimeout(resolve, left);
      wakeups.add(() => { clearTimeout(timer); resolve(); });
    });
    wakeups.clear();
  }
}

// What a person would call by this name: a button or a link first, then whatever shows the words.
async function pressable(page, name, timeout) {
  const exact = { name, exact: true };
  const control = page.getByRole('button', exact)
    .or(page.getByRole('link', exact))
    .or(page.getByRole('tab', exact));
  const words = page.getByText(name, { exact: true });
  await control.or(words).first().waitFor({ timeout });
  return (await control.count()) ? control.first() : words.first();
}

const COMMANDS = {
  pages: () => described(),
  open: async (_page, { url }) => {
    const page = await context.newPage();
    await page.goto(url);
    return [...pages].find(([, kept]) => kept.page === page)[0];
  },
  wait_for_page: (_page, { part, timeout }) => waitForPage(part, timeout),
  url: (page) => page.url(),
  visited: (page) => [...pages.values()].find((kept) => kept.page === page).visited,
  title: (page) => page.title(),
  text: (page) => page.locator('body').innerText(),
  click: async (page, { name, timeout }) => (await pressable(page, name, timeout)).click({ timeout }),
  fill: (page, { label, text, timeout }) => page.getByLabel(label, { exact: true }).fill(text, { timeout }),
  value: (page, { label, timeout }) => page.getByLabel(label, { exact: true }).inputValue({ timeout }),
  choose: (page, { label, option, timeout }) => page.getByLabel(label, { exact: true })
    .selectOption({ label: option }, { timeout }),
  tick: (page, { label, on, timeout }) => page.getByLabel(label, { exact: true }).setChecked(on, { timeout }),
  press: (page, { key }) => page.keyboard.press(key),
  wait_for_text: (page, { text, timeout }) => page.getByText(text).first().waitFor({ timeout }),
  goto: (page, { url }) => page.goto(url),
  back: (page) => page.goBack(),
  reload: (page) => page.reload(),
  close: (page) => page.close(),
  screenshot: (page, { path }) => page.screenshot({ path, fullPage: true }),
};

const QUIET = new Set(['goto', 'back', 'reload', 'screenshot', 'choose', 'click']);

async function obey({ id, command, page: number, ...details }) {
  try {
    const page = number === undefined ? undefined : pages.get(number)?.page;
    if (number !== undefined && !page) throw new Error('this page is closed');
    const result = await COMMANDS[command](page, details);
    say({ id, result: QUIET.has(command) ? null : result ?? null });
  } catch (problem) {
    say({ id, error: problem.message.split('\n')[0] });
  }
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => obey(JSON.parse(line)));
lines.on('close', async () => {
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.close').catch((problem) => console.error(problem.message));
  process.exit(0);
});
browser.on('disconnected', () => process.exit(0));
say({ id: 0, result: browser.version() });
