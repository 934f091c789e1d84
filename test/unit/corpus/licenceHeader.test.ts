import { describe, expect, test } from 'vitest';
import { licenceHeaderEnd } from '../../../native-worker/corpus/licenceHeader.ts';

describe('rows start after', () => {
  test.each([
    ['a block comment', 'a.js', '/*\n * Copyright 2020 Someone\n */\n', 'code();\n'],
    ['a block comment with CRLF', 'a.js', '/* @license MIT */\r\n\r\n', 'code();\r\n'],
    [
      'line comments',
      'a.ts',
      '// Copyright (c) Someone.\n// Licensed under the MIT License.\n\n',
      'code();\n',
    ],
    [
      'two comments in a row',
      'a.c',
      '/* SPDX-License-Identifier: MIT */\n\n/* Copyright Someone */\n',
      'int a;\n',
    ],
    [
      'hash lines under an interpreter line',
      'a.py',
      '#!/usr/bin/env python\n# Copyright Someone\n# All rights reserved.\n',
      'import os\n',
    ],
    ['an HTML comment', 'a.md', '<!-- Copyright Someone -->\n', '# Title\n'],
    ['dashes', 'a.sql', '-- Copyright Someone\n-- Licence: MIT\n', 'select 1;\n'],
    ['a header alone', 'a.js', '// Copyright Someone', ''],
  ])('%s', (_, source, header, body) => {
    expect(licenceHeaderEnd(header + body, source)).toBe(header.length);
  });
});

describe('rows start at the beginning with', () => {
  test.each([
    ['a comment about something else', 'a.js', '/* Adds numbers. */\ncode();'],
    ['a heading that says licence', 'README.md', '# License\n# of this work\ntext'],
    ['a licence further down', 'a.js', 'code();\n/* Copyright */\n'],
    ['an unclosed comment', 'a.js', '/* Copyright'],
    ['no text', 'a.js', ''],
  ])('%s', (_, source, text) => {
    expect(licenceHeaderEnd(text, source)).toBe(0);
  });
});
