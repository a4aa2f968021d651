import { bytes, count, percent } from '@/config/format';
import { pluralIn } from '@/config/plural';
import { textFor } from '@/config/text-for';
import type { Strings } from '@/config/strings/shape';
import type { PartialReading } from '@/types/api';

const plural = pluralIn('pt');

/** Why a document was not read to its end. */
const reasons = {
  seconds: 'ler tudo leva mais tempo do que um documento pode levar',
  characters: 'ele tem mais texto do que um documento pode ter',
  pages: 'ele tem mais páginas do que um documento pode ter',
  cells: 'ele tem mais células do que um documento pode ter',
  members: 'ele contém mais arquivos do que se leem',
  too_complex: 'o resto precisa de mais tempo ou memória do que um documento pode usar',
};

const howFar: Record<PartialReading['unit'], (done: number, total: number) => string> = {
  page: (done, total) =>
    plural(done, { one: `# página de ${count(total)}`, other: `# páginas de ${count(total)}` }),
  percent: (done) => `${percent(done / 100)} deste arquivo`,
  part: () => 'uma parte deste arquivo',
};

export const documents: Strings['documents'] = {
  title: 'Documentos',
  add: 'Adicionar arquivos',
  addShort: 'Adicionar',
  addFolder: 'Adicionar uma pasta',
  webSources: 'Fontes da web',
  dropTitle: 'Solte os arquivos para adicioná-los',
  dropHint: (extensions, max) => `${extensions}, até ${bytes(max)} cada`,
  empty: 'Nenhum documento ainda',
  emptyHint: 'Solte arquivos aqui, cole-os ou escolha-os.',
  noMatch: 'Nenhum documento corresponde.',
  filter: 'Filtrar por nome',
  searchInside: (words) => `Buscar “${words}” dentro dos documentos`,
  foundInside: (words) => `Dentro dos documentos: “${words}”`,
  allTags: 'Todas as etiquetas',
  count: (n) => plural(n, { one: '# documento', other: '# documentos' }),
  loadFailed: 'Não foi possível carregar os seus documentos.',
  quota: (documents, allowed, size, most) =>
    `${count(documents)} de ${count(allowed)} documentos, ${bytes(size)} de ${bytes(most)}`,
  nearlyFull: 'Seu espaço está quase cheio. Exclua os documentos de que não precisa mais.',
  tooLarge: (name, max) => `“${name}” é maior que ${bytes(max)} e não foi adicionado.`,
  isEmpty: (name) => `“${name}” está vazio e não foi adicionado.`,
  packed: (name) =>
    `“${name}” contém outros arquivos. Descompacte-o e adicione a pasta: cada arquivo nela vira um documento.`,
  wrongType: (name) => `“${name}” não pode ser lido. O Grail não conhece este tipo de arquivo.`,
  kinds: {
    html: 'páginas da web',
    eml: 'e-mails',
    epub: 'livros digitais',
    png: 'imagens',
    py: 'código',
  },
  moreKinds: 'e mais',
  status: {
    uploading: 'Enviando',
    queued: 'Na fila',
    extracting: 'Lendo',
    embedding: 'Analisando',
    indexing: 'Arquivando',
    ready: 'Pronto',
    failed: 'Falhou',
    deleting: 'Excluindo',
  },
  waitingToUpload: 'Esperando para enviar',
  uploadFailed: 'O envio foi interrompido.',
  uploadRefused: 'Este arquivo não pôde ser armazenado.',
  interrupted: 'O envio foi interrompido. Adicione o arquivo de novo ou exclua este item.',
  progress: (done, total) => `${count(done)} de ${count(total)}`,
  pace: (perSecond, minutes) =>
    `${count(Math.max(1, Math.round(perSecond)))} por segundo, faltam cerca de ${count(minutes)} min`,
  pages: (n) => plural(n, { one: '# página', other: '# páginas' }),
  partial: ({ code, done, total, unit }) =>
    `Só foi lido: ${howFar[unit](done, total)}, pois ${textFor(reasons, code) ?? reasons.too_complex}. ` +
    'Para que tudo seja lido, divida o arquivo e envie as partes.',
  slides: (n) => plural(n, { one: '# slide', other: '# slides' }),
  sheets: (n) => plural(n, { one: '# planilha', other: '# planilhas' }),
  cancelUpload: (name) => `Cancelar o envio de ${name}`,
  dismiss: (name) => `Dispensar ${name}`,
  retry: 'Tentar de novo',
  actions: (name) => `Ações para ${name}`,
  ask: 'Perguntar sobre este documento',
  rename: 'Renomear',
  renameLabel: 'Nome',
  tags: 'Editar etiquetas',
  tagsLabel: 'Etiquetas, separadas por vírgulas',
  replace: 'Substituir por uma nova versão',
  delete: 'Excluir',
  deleted: (name) => `“${name}” excluído.`,
  uploadsLabel: 'Envios',
  inFolder: (folder) => `em ${folder}`,
  searchHits: (n, exact) =>
    exact > 0 && exact < n
      ? `${count(exact)} com estas palavras, ${count(n - exact)} relacionados`
      : plural(n, { one: '# trecho encontrado', other: '# trechos encontrados' }),
};

export const ingest: Strings['ingest'] = {
  label: 'Documentos em leitura',
  reading: (n) => plural(n, { one: 'Lendo # documento', other: 'Lendo # documentos' }),
  ready: (n) => plural(n, { one: '# pronto', other: '# prontos' }),
  failed: (n) => plural(n, { one: '# falhou', other: '# falharam' }),
  minutesLeft: (n) => `cerca de ${count(n)} min`,
  readyInTheEnd: (n) => plural(n, { one: '# documento está pronto.', other: '# documentos estão prontos.' }),
  failedInTheEnd: (n) => plural(n, { one: '# não pôde ser lido.', other: '# não puderam ser lidos.' }),
  notice: 'Avisar quando tudo estiver lido',
  noticeOn: 'Você receberá um aviso quando todos os documentos estiverem lidos.',
  noticeRefused: 'O seu navegador não permite notificações desta página. Mude isso nas configurações dele.',
};

export const sameFiles: Strings['sameFiles'] = {
  title: (n) => plural(n, { one: '# arquivo já está aqui', other: '# arquivos já estão aqui' }),
  more: (n) => plural(n, { one: 'e mais #', other: 'e mais #' }),
  text: 'Substituir lê o novo arquivo no lugar do antigo e mantém as etiquetas. Manter os dois adiciona outro documento.',
  replace: 'Substituir',
  keepBoth: 'Manter os dois',
  skip: 'Pular',
};

export const collections: Strings['collections'] = {
  title: 'Coleções',
  invited: 'Coleções: você tem um convite',
  all: 'Todas as coleções',
  add: 'Nova coleção',
  empty: 'Ainda não há coleções. Selecione documentos para adicioná-los a uma.',
  loadFailed: 'Não foi possível carregar suas coleções.',
  put: 'Adicionar a uma coleção',
  which: 'Nome da coleção, nova ou existente',
  takeOut: 'Retirar da coleção',
  takenOut: 'Retirado da coleção.',
  ask: 'Perguntar nesta coleção',
  tooMany: 'Você tem tantas coleções quanto é permitido. Exclua uma primeiro.',
  count: (n) => plural(n, { one: '# coleção', other: '# coleções' }),
  named: (name) => `coleção “${name}”`,
  added: (name) => `Adicionado a “${name}”.`,
};
