// Runs inside the extension host (as `extensionTestsPath`): evaluates functions that a test sends, with the `vscode` API.
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');

async function evaluate({ source, args }) {
  const body = (0, eval)(`(${source})`);
  return (await body(vscode, ...args)) ?? null;
}

exports.run = async () => {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      let answer;
      try {
        answer = { result: await evaluate(JSON.parse(Buffer.concat(chunks).toString())) };
      } catch (error) {
        answer = { error: String(error?.stack ?? error) };
      }
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  writeFileSync(process.env.MONOSEMA_BRIDGE_FILE, String(server.address().port));
  // The host ends when this promise settles; the test ends the host.
  await new Promise(() => {});
};
