/** Who may import whom: docs/architecture.md. A broken rule fails `npm test`. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to })
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    rule('no-cycles', 'a cycle has no reading order', {}, { circular: true }),
    rule(
      'common-imports-nobody',
      'common is the lowest floor: Node only, no word of this product',
      { path: '^common/', pathNot: '\\.test\\.ts$' },
      { path: '^(contract|files|workers|host|electron|cli|renderer|runtime|tests)/|node_modules/' },
    ),
    rule(
      'contract-imports-nobody',
      'contract knows zod only',
      { path: '^contract/', pathNot: '\\.test\\.ts$' },
      { pathNot: ['^contract/', 'node_modules/zod/'] },
    ),
    rule(
      'renderer-sees-contract-only',
      'the window cannot see Node',
      { path: '^renderer/' },
      { path: '^(workers|host|files|electron|cli|runtime|tests)/' },
    ),
    rule(
      'renderer-has-no-node',
      'the window is sandboxed',
      { path: '^renderer/', pathNot: '\\.test\\.tsx?$' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'files-import-contract-only',
      'host, shells and workers read local files the same way',
      { path: '^files/' },
      { path: '^(workers|host|electron|cli|renderer|runtime)/|node_modules/electron/' },
    ),
    rule(
      'workers-stay-apart',
      'workers talk through contract and share the floors below them',
      { path: '^workers/([^/]+)/', pathNot: '^workers/(clients|kafka|pipeline|runtime)/' },
      { path: '^workers/', pathNot: ['^workers/$1/', '^workers/(clients|kafka|pipeline|runtime)/'] },
    ),
    rule(
      'clients-below-all',
      'one client for each store, and nothing of what the pipeline means',
      { path: '^workers/clients/' },
      { path: '^workers/', pathNot: '^workers/clients/' },
    ),
    rule(
      'kafka-below-pipeline',
      'the Kafka client knows no topic of ours',
      { path: '^workers/kafka/' },
      { path: '^workers/', pathNot: '^workers/(kafka|clients)/' },
    ),
    rule(
      'pipeline-below-workers',
      'what the pipeline means is the same in every worker',
      { path: '^workers/pipeline/' },
      { path: '^workers/', pathNot: '^workers/(pipeline|kafka|clients)/' },
    ),
    rule(
      'runtime-below-workers',
      'what makes a folder a process knows none of them',
      { path: '^workers/runtime/' },
      { path: '^workers/', pathNot: '^workers/(runtime|clients)/' },
    ),
    rule(
      'kafkajs-in-one-folder',
      'another Kafka client changes one folder',
      { path: '^(common|contract|files|workers|host|electron|cli)/', pathNot: '^workers/kafka/wire/kafkajs/' },
      { path: 'node_modules/kafkajs/' },
    ),
    rule(
      'workers-know-no-host',
      'the same worker runs in Electron and in Node',
      { path: '^workers/' },
      { path: '^(host|electron|cli|renderer|runtime)/|node_modules/electron/' },
    ),
    rule(
      'host-knows-no-electron',
      'the host serves Electron and the CLI alike',
      { path: '^host/' },
      { path: '^(workers|electron|cli|renderer|runtime)/|node_modules/electron/' },
    ),
    rule(
      'shells-use-host-and-contract',
      'electron and cli reach workers by entry path only',
      { path: '^(electron|cli)/' },
      { path: '^(workers|renderer|runtime)/' },
    ),
    rule(
      'shells-stay-apart',
      'cli runs without electron',
      { path: '^cli/' },
      { path: '^electron/|node_modules/electron/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
