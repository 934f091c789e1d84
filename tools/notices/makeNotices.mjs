// Writes THIRD_PARTY_NOTICES.md: the licences of all packages whose code is in the extension, as esbuild finds them in the
// bundles and as packaging copies them. Run: node tools/notices/makeNotices.mjs [--check: change nothing, fail when out of date]
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { engineOptions } from '../build/engine.mjs';
import { extensionOptions } from '../build/extension.mjs';
import { webviewOptions } from '../build/webview.mjs';
import { nativePackageNames } from '../package/nativePackages.mjs';

const FILE = 'THIRD_PARTY_NOTICES.md';

/** Packages that name their licence but carry no text of it; the holder as their repositories state it. */
const HOLDERS = {
  'onnxruntime-common': 'Microsoft Corporation',
  'onnxruntime-node': 'Microsoft Corporation',
};

const names = new Set(nativePackageNames('linux', 'x64').filter((name) => !name.endsWith('-linux-x64')));
for (const options of [engineOptions, extensionOptions, webviewOptions]) {
  const { metafile } = await build({ ...options({ production: true }), write: false, metafile: true });
  for (const output of Object.values(metafile.outputs))
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1];
      if (name !== undefined && bytesInOutput > 0) names.add(name);
    }
}

const sections = [...names].sort().map(section);
const text = [
  '# Third-party notices',
  '',
  'Monosema is licensed under the Apache License 2.0 (LICENSE). It contains code of the packages below under their own',
  'licences. The sources and licences of the starter corpus are listed in media/starter-corpus/ATTRIBUTION.md, what the',
  'starter model was trained on in media/starter-model/README.md. The native libraries of ONNX Runtime and DuckDB contain code of',
  'others in turn; their repositories list it (ThirdPartyNotices.txt of microsoft/onnxruntime, third_party of duckdb/duckdb).',
  '',
  '| Package | Licence |',
  '| --- | --- |',
  ...sections.map(({ name, licence }) => `| ${name} | ${licence} |`),
  '',
  ...sections.flatMap(({ name, homepage, body }) => [
    `## ${name}`,
    '',
    ...homepage,
    '```text',
    body,
    '```',
    '',
  ]),
].join('\n');

if (!process.argv.includes('--check')) writeFileSync(FILE, text);
else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== text) {
  console.error(`${FILE} is out of date. Run: node tools/notices/makeNotices.mjs`);
  process.exitCode = 1;
}

function section(name) {
  const folder = join('node_modules', name);
  const { license, homepage } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof license !== 'string') throw new Error(`${folder}/package.json names no licence.`);
  return {
    name,
    licence: license,
    homepage: homepage ? [homepage.replace(/#readme$/, ''), ''] : [],
    body: licenceText(name, folder, license),
  };
}

function licenceText(name, folder, license) {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.|-|$)/i.test(file))
    .sort();
  if (files.length > 0)
    return files
      .map((file) =>
        readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').replaceAll('```', "'''").trim(),
      )
      .join('\n\n');
  if (license.includes('Apache-2.0')) {
    const apache = 'Apache License 2.0, whose text is in LICENSE beside this file.';
    if (license === 'Apache-2.0') return apache;
    if (name === '@bufbuild/protobuf') return `${apache}\n\n${bsd('2008 Google Inc.')}`;
  }
  const holder = HOLDERS[name] ?? authorOf(folder);
  if (license !== 'MIT' || !holder)
    throw new Error(
      `${folder} carries no licence text (${license}). Add its holder to HOLDERS, or its text.`,
    );
  return mit(holder);
}

function authorOf(folder) {
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return typeof author === 'string' ? author.replace(/\s*<.*/, '') : author?.name;
}

/** Of the code for variable-length integers in @bufbuild/protobuf, as its repository states. */
function bsd(holder) {
  return `Parts: Copyright ${holder} All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following
conditions are met:

* Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
* Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
  disclaimer in the documentation and/or other materials provided with the distribution.
* Neither the name of Google Inc. nor the names of its contributors may be used to endorse or promote products derived from
  this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING,
BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT
SHALL THE COPYRIGHT OWNER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL
DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS
INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING
NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`;
}

function mit(holder) {
  return `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation
files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy,
modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the
Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE,
ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
}
