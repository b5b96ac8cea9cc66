// Answers one query with Comunica: node comunica.mjs SOURCE QUERY [TYPE]
//
// SOURCE is an address; what is there Comunica finds out itself unless TYPE says (such as "sparql"). Prints JSON: the
// kind of answer, its rows or triples as N-Triples terms, and the requests that were made.

import { QueryEngine } from '@comunica/query-sparql';

const [address, query, type] = process.argv.slice(2);
const requests = [];

async function asking(input, init) {
  const url = typeof input === 'string' ? input : input.url ?? String(input);
  requests.push(`${init?.method ?? 'GET'} ${url}`);
  return fetch(input, init);
}

function term(found) {
  if (found.termType === 'NamedNode') return `<${found.value}>`;
  if (found.termType === 'BlankNode') return `_:${found.value}`;
  const suffix = found.language ? `@${found.language}` : `^^<${found.datatype.value}>`;
  return JSON.stringify(found.value) + (suffix === '^^<http://www.w3.org/2001/XMLSchema#string>' ? '' : suffix);
}

const answer = await new QueryEngine().query(query, {
  sources: [type ? { type, value: address } : address],
  fetch: asking,
});
const found = await answer.execute();
let said;
if (answer.resultType === 'bindings') {
  said = (await found.toArray()).map((row) =>
    Object.fromEntries([...row].map(([variable, value]) => [variable.value, term(value)])));
} else if (answer.resultType === 'quads') {
  said = (await found.toArray()).map((quad) => [quad.subject, quad.predicate, quad.object].map(term).join(' '));
} else {
  said = found;
}
console.log(JSON.stringify({ kind: answer.resultType, said, requests }));
