// SPDX-License-Identifier: Apache-2.0
//
// schema_with_ajv.js PROGRAM CONFIG: a second opinion on the schema that `sluice config schema`
// prints. CONFIG is valid, and is not once it is broken in one of three ways.
//
// Place: tests/config, run by .ci/run. Needs Debian's node-ajv (6, JSON Schema draft-07).
'use strict';

const { execFileSync } = require('child_process');
const Ajv = require('ajv');

// Draft 2020-12 calls some things otherwise than draft-07; these mean the same in both.
const SHARED_KEYWORDS = new Set([
  'additionalProperties', 'anyOf', 'const', 'default', 'description', 'enum', 'exclusiveMinimum',
  'format', 'items', 'maxItems', 'maxLength', 'maximum', 'minItems', 'minLength', 'minimum',
  'oneOf', 'pattern', 'properties', 'required', 'title', 'type', 'uniqueItems',
]);

function foreignKeywords(schema) {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = [
    ...Object.values(schema.properties ?? {}), ...(schema.anyOf ?? []), ...(schema.oneOf ?? []),
    schema.items, schema.additionalProperties,
  ];
  const own = Object.keys(schema).filter((keyword) => !SHARED_KEYWORDS.has(keyword));
  if (Array.isArray(schema.items)) own.push('items as a list');
  return [...own, ...inner.flatMap(foreignKeywords)];
}

// What is broken, how, and the path that ajv has to blame.
const BROKEN = [
  ['a misspelt key', (config) => { config.trading.rebalance_frq = 'M'; }, '.trading'],
  ['a required key gone', (config) => { delete config.strategy.type; }, '.strategy'],
  ['a number out of range', (config) => { config.trading.max_gross_exposure = 0; },
    '.trading.max_gross_exposure'],
];

function main(program, file) {
  const sluice = (...words) => JSON.parse(execFileSync(program, ['config', ...words]));
  const schema = sluice('schema');
  const config = sluice('show', file, '--json').config;
  const faults = [];

  delete schema.$schema;
  const foreign = foreignKeywords(schema);
  if (foreign.length > 0) faults.push(`not of draft-07: ${foreign.join(', ')}`);
  // Our own formats, of which a validator that does not know them has nothing to say.
  const own = { unknownFormats: ['decimal', 'path'] };
  const validate = new Ajv({ allErrors: true, ...own }).compile(schema);

  if (!validate(config)) faults.push(`${file} is refused: ${JSON.stringify(validate.errors)}`);
  for (const [what, spoil, path] of BROKEN) {
    const broken = structuredClone(config);
    spoil(broken);
    if (validate(broken)) faults.push(`${what} is not noticed`);
    else if (!validate.errors.every((error) => error.dataPath === path))
      faults.push(`${what}: ${JSON.stringify(validate.errors)}`);
  }
  faults.forEach((fault) => console.error(`schema_with_ajv: ${fault}`));
  return faults.length === 0 ? 0 : 1;
}

process.exit(main(process.argv[2], process.argv[3]));
