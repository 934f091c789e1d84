// Runs inside the extension host (as `extensionTestsPath`): evaluates functions that a test sends, with the `vscode` API.
const { createServer } = require('node:http');
const { renameSync, writeFileSync } = require('node:fs');
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
  // Under a temporary name first, so that the test never reads half a file.
  const file = process.env.MONOSEMA_BRIDGE_FILE;
  writeFileSync(`${file}.new`, String(server.address().port));
  renameSync(`${file}.new`, file);
  // The host ends when this promise settles; the test ends the host.
  await new Promise(() => {});
};
