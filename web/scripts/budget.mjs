// The size of what a first visit loads: the entry, what it imports at once, and one language. Fails past the budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budget = 250_000;
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const seen = new Set();

function walk(key) {
  if (seen.has(key)) return;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) walk(next);
}

walk(entry);
walk(Object.keys(manifest).find((key) => key.endsWith('i18n/pt-br.ts')));
const sizeOf = (file) => gzipSync(readFileSync(new URL(file, dist))).length;
const scripts = [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith('.js'));
const total = scripts.reduce((sum, file) => sum + sizeOf(file), 0);
console.log(`initial JavaScript: ${(total / 1000).toFixed(1)} kB gzip of ${budget / 1000} kB`);
if (total > budget) process.exit(1);
