// Checks Kubernetes objects (a JSON array on the standard input) against the OpenAPI schemas: types by the validators that are generated
// from the schemas, unknown fields by the compiler, since the schemas themselves allow those. Prints the errors as JSON.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const here = dirname(fileURLToPath(import.meta.url));
const objects = JSON.parse(readFileSync(0, 'utf8'));
const name = object => `${object.kind} ${object.metadata?.name}`;
const faults = [];

for (const object of objects) {
  try {
    const models = await import(`kubernetes-models/${object.apiVersion}`);
    new models[object.kind](object).validate();
  } catch (error) {
    faults.push(`${name(object)}: ${error.message}`);
  }
}

const file = join(here, 'objects.ts');
const lines = objects.map((object, i) =>
  `import { I${object.kind} as T${i} } from 'kubernetes-models/${object.apiVersion}'; const o${i}: T${i} = ${JSON.stringify(object)};`);
const options = {
  noEmit: true, strict: true, skipLibCheck: true, types: [],
  module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
};
const host = ts.createCompilerHost(options);
const read = host.getSourceFile;
host.getSourceFile = (path, ...rest) => path === file
  ? ts.createSourceFile(file, lines.join('\n'), ts.ScriptTarget.ESNext)
  : read(path, ...rest);
const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
for (const { start, messageText } of diagnostics.filter(diagnostic => diagnostic.file?.fileName === file)) {
  const line = lines.join('\n').slice(0, start).split('\n').length - 1;
  faults.push(`${name(objects[line])}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

console.log(JSON.stringify(faults));
