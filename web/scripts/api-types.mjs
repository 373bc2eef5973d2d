// Makes src/api/<service>-schema.d.ts from the OpenAPI documents that the services wrote. Run after they change.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const header = '// Generated from openapi/%.json by `npm run api`. Do not edit.\n\n';
const check = process.argv.includes('--check');
let stale = false;

for (const service of ['kernel', 'courses']) {
  const source = new URL(`../../openapi/${service}.json`, import.meta.url);
  if (!existsSync(source)) {
    console.log(`openapi/${service}.json is not there yet`);
    continue;
  }
  const target = new URL(`../src/api/${service}-schema.d.ts`, import.meta.url);
  const made = header.replace('%', service) + astToString(await openapiTS(JSON.parse(readFileSync(source, 'utf8'))));
  if (check) {
    const kept = existsSync(target) ? readFileSync(target, 'utf8') : '';
    if (kept !== made) stale = true;
    console.log(`src/api/${service}-schema.d.ts ${kept === made ? 'is current' : 'is stale'}`);
  } else {
    writeFileSync(target, made);
    console.log(`src/api/${service}-schema.d.ts written`);
  }
}
if (stale) process.exit(1);
