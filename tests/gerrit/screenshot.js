// Takes pictures of a change: screenshot.js URL FOLDER CHROMIUM
const puppeteer = require('puppeteer-core');

const [url, folder, executablePath] = process.argv.slice(2);
// Address, size, and what to click first.
const PAGES = {
  'gerrit-summary': ['/c/nova/+/2', 1280, 1900, '>>> #collapse-messages'],
  'gerrit-checks': ['/c/nova/+/2?tab=checks', 1280, 1000, '>>> gr-result-row >>> .expanderCol'],
  'gerrit-line': ['/c/nova/+/2/1/nova/cmd/__init__.py', 1700, 560],
};

(async () => {
  const browser = await puppeteer.launch({executablePath, args: ['--no-sandbox', '--hide-scrollbars']});
  const page = await browser.newPage();
  page.on('pageerror', error => console.error(`page: ${error.message}`));
  await page.goto(`${url}/login/%2F?account_id=1000000`, {waitUntil: 'networkidle2'});
  for (const [name, [path, width, height, click]] of Object.entries(PAGES)) {
    await page.setViewport({width, height});
    await page.goto(url + path, {waitUntil: 'networkidle2', timeout: 60000});
    await new Promise(done => setTimeout(done, 4000));
    if (click) {
      await (await page.waitForSelector(click)).click();
      await new Promise(done => setTimeout(done, 1500));
    }
    await page.screenshot({path: `${folder}/${name}.png`});
  }
  await browser.close();
})().catch(error => { console.error(error); process.exit(1); });
