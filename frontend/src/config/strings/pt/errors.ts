import type { Strings } from '@/config/strings/shape';

export const errors: Strings['errors'] = {
  offline: 'O serviço não responde. Verifique a sua conexão e tente de novo.',
  not_delivered: 'A pergunta não chegou ao serviço. Tente de novo.',
  internal: 'Algo deu errado do nosso lado. Tente de novo daqui a pouco.',
  invalid_request: 'O serviço não aceita este pedido.',
  not_signed_in: 'A sua sessão terminou. Entre de novo.',
  session_expired: 'A sua sessão terminou. Conectando de novo…',
  account_ended: 'Esta conta foi encerrada. Quem administra este Grail pode dar mais informações.',
  sign_in_again: 'Entre de novo primeiro: é preciso ter entrado nos últimos cinco minutos.',
  not_allowed: 'Este token não permite isso. Crie um que permita ou faça-o na página.',
  not_found: 'Isto não existe ou foi excluído.',
  document_not_found: 'Este documento não existe ou foi excluído.',
  conversation_not_found: 'Esta conversa não existe ou foi excluída.',
  message_not_found: 'Esta mensagem não existe ou foi excluída.',
  collection_not_found: 'Esta coleção não existe ou foi excluída.',
  source_not_found: 'Esta fonte não existe ou foi removida.',
  collection_full: 'Esta coleção está cheia. Crie outra.',
  model_off: 'Este modelo está desativado. Escolha outro.',
  conflict: 'Nesse meio-tempo isto foi alterado em outro lugar. Tente de novo.',
  too_large: 'Este arquivo é grande demais.',
  unsupported_type: 'Arquivos deste tipo não podem ser lidos.',
  rate_limited: 'Você está indo rápido demais. Espere um momento e tente de novo.',
  budget_exceeded: 'O seu orçamento para este período acabou.',
  quota_exceeded: 'Seu espaço está cheio. Exclua alguns documentos e adicione o arquivo de novo.',
  stage_budget_exceeded:
    'Este Grail esgotou o orçamento de hoje. Ele recomeça às 00:00 UTC, e nada se perde.',
  model_busy: 'O modelo está ocupado. Tente de novo daqui a pouco.',
  model_access: 'Este modelo não está disponível no momento. Escolha outro ou avise o administrador.',
  model_failed: 'O modelo recusou este pedido. Pergunte de outra forma ou escolha outro modelo.',
  model_key:
    'O servidor de modelos recusou a sua chave. Confira LOCAL_LLM_KEY e a sua conta nele e reinicie o Grail.',
  model_unknown: 'O servidor de modelos não tem este modelo. Carregue-o nele ou escolha outro modelo.',
  model_too_long:
    'A pergunta e as suas fontes são longas demais para este modelo. Comece uma nova conversa ou escolha um modelo que leia mais.',
  model_unreachable:
    'Não foi possível alcançar o servidor de modelos. Verifique se ele está no ar e se o endereço está certo e tente de novo.',
  model_memory:
    'Há pouca memória para este modelo. Feche outros programas e tente de novo ou escolha um modelo menor.',
  model_interrupted: 'A resposta foi interrompida. Tente de novo.',
  model_not_usable: 'O modelo das configurações não pode ser usado. Escolha outro ou avise o administrador.',
  answer_empty: 'O modelo não escreveu nada. Tente de novo ou peça menos de cada vez.',
  unreadable_row: 'Isto está danificado no armazenamento. Quem administra este Grail pode consertar.',
  store_busy: 'O armazenamento está ocupado. Tente de novo daqui a pouco.',
  store_refused:
    'O armazenamento recusou isto. Tentar de novo não adianta; quem administra este Grail encontra o motivo no registro.',
  file_changed: 'Este arquivo acabou de ser enviado de novo. Tente outra vez daqui a pouco.',
  wrong_type:
    'O conteúdo deste arquivo não combina com o seu nome. Salve-o no formato do nome e depois substitua-o.',
  empty: 'Não há texto neste arquivo. Confira e envie de novo.',
  encrypted: 'Este arquivo está protegido. Remova a senha ou a proteção contra cópia e substitua-o.',
  scanned:
    'Este arquivo contém imagens em que nenhum texto pôde ser lido. Substitua-o por uma cópia mais nítida ou por uma com texto.',
  unreadable: 'Este arquivo está danificado. Salve-o de novo e substitua-o.',
  too_complex: 'Este arquivo é grande ou complexo demais. Divida-o em arquivos menores.',
  file_gone: 'O arquivo não está mais no armazenamento. Envie-o de novo.',
  upload_missing: 'O arquivo nunca chegou. Envie-o de novo.',
  reader_missing: 'O Grail não consegue ler este formato no momento. Avise o administrador e tente de novo.',
  no_room: 'Havia pouco espaço em disco para ler este arquivo. Tente de novo ou avise o administrador.',
  gave_up: 'A leitura deste arquivo falhou várias vezes. Tente de novo ou avise o administrador.',
  not_started: 'Este arquivo não pôde ser processado em um dia. Tente de novo ou avise o administrador.',
  unstorable: 'Os trechos deste arquivo não puderam ser armazenados. Tente de novo ou avise o administrador.',
};
