/** A sentence for each code of an error: for what the service says without a sentence, and for the page's own. */
export const errors = {
  offline: 'The service does not answer. Check your connection and try again.',
  not_delivered: 'The question did not reach the service. Try again.',
  internal: 'Something went wrong on our side. Try again in a moment.',
  invalid_request: 'The service does not accept this request.',
  not_signed_in: 'Your session has ended. Sign in again.',
  session_expired: 'Your session has ended. Connecting again…',
  account_ended: 'This account has been closed. Whoever runs this Grail can tell you more.',
  sign_in_again: 'Sign in again first: this needs a sign-in of the last five minutes.',
  not_allowed: 'This token may not do that. Make one that may, or do it on the page.',
  not_found: 'This does not exist, or has been deleted.',
  document_not_found: 'This document does not exist, or has been deleted.',
  conversation_not_found: 'This conversation does not exist, or has been deleted.',
  message_not_found: 'This message does not exist, or has been deleted.',
  collection_not_found: 'This collection does not exist, or has been deleted.',
  source_not_found: 'This source does not exist, or has been removed.',
  collection_full: 'This collection is full. Make another one.',
  model_off: 'This model is switched off. Choose another one.',
  conflict: 'This was changed elsewhere in the meantime. Try again.',
  too_large: 'This file is too large.',
  unsupported_type: 'Files of this type cannot be read.',
  rate_limited: 'You are going too fast. Wait a moment, then try again.',
  budget_exceeded: 'Your budget for this period is used up.',
  quota_exceeded: 'You keep as many documents as you may. Delete some, then add the file again.',
  stage_budget_exceeded:
    'This Grail has used up today’s budget. It starts again at 00:00 UTC, and nothing is lost.',
  model_busy: 'The model is busy. Try again in a moment.',
  model_access: 'This model is not available at the moment. Choose another one, or tell your administrator.',
  model_failed: 'The model refused this request. Ask in another way, or choose another model.',
  model_key:
    'The model server refused its key. Check LOCAL_LLM_KEY and your account there, then start Grail again.',
  model_unknown: 'The model server does not have this model. Load it there, or choose another model.',
  model_too_long:
    'The question and its sources are too long for this model. Start a new conversation, or choose a model that reads more.',
  model_unreachable:
    'The model server cannot be reached. Check that it is running and that its address is right, then try again.',
  model_memory:
    'There is too little memory for this model. Close other programs and try again, or choose a smaller model.',
  model_interrupted: 'The answer broke off. Try again.',
  model_not_usable:
    'The model in the settings cannot be used. Choose another one, or tell your administrator.',
  answer_empty: 'The model wrote nothing. Try again, or ask for less at a time.',
  unreadable_row: 'This is damaged in the store. Whoever runs this Grail can repair it.',
  store_busy: 'The storage is busy. Try again in a moment.',
  store_refused:
    'The storage refused this. Trying again does not help; whoever runs this Grail can read why in its log.',
  file_changed: 'This file has just been uploaded again. Try again in a moment.',
  wrong_type:
    'What is in this file does not fit its name. Save it in the format of its name, then replace it.',
  empty: 'There is no text in this file. Check it and upload it again.',
  encrypted: 'This file is protected. Remove the password or the copy protection, then replace it.',
  scanned:
    'This file holds pictures in which no text could be read. Replace it with a clearer copy, or one with text.',
  unreadable: 'This file is damaged. Save it anew, then replace it.',
  too_complex: 'This file is too large or too complex to be read. Split it into smaller files.',
  file_gone: 'The file is no longer in the store. Upload it again.',
  upload_missing: 'The file never arrived. Upload it again.',
  reader_missing: 'Grail cannot read this format at the moment. Tell your administrator, then try again.',
  no_room: 'There was too little disk space to read this file. Try again, or tell your administrator.',
  gave_up: 'Reading this file failed several times. Try again, or tell your administrator.',
  not_started: 'This file could not be processed within a day. Try again, or tell your administrator.',
  unstorable: 'The passages of this file could not be stored. Try again, or tell your administrator.',
};
