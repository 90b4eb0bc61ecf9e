// The resources of the official OpenAI SDK for Node beside chats and plain responses, one after the other, unchanged but for base URL and key. Prints one line of JSON:
// what the SDK's user sees of each step, or the step that failed.
//   GATEWAY=http://127.0.0.1:8080 KEY=lgw_... node openai-resources.mjs
import OpenAI, { toFile } from 'openai';

const client = new OpenAI({ baseURL: `${process.env.GATEWAY}/openai/v1`, apiKey: process.env.KEY, maxRetries: 0 });
const model = 'gpt-4o-mini';
const soon = { headers: { 'X-Simulate': 'job-polls=2' } };
const never = { headers: { 'X-Simulate': 'job-polls=1000' } };
const png = () => toFile(Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64'), 'fox.png', { type: 'image/png' });
const sound = () => toFile(wav(2), 'hello.wav', { type: 'audio/wav' });

const steps = {
  async completion() {
    const answer = await client.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'Say hello', max_tokens: 20 });
    return { id: answer.id, usage: answer.usage };
  },
  async background() {
    let response = await client.responses.create({ model, input: 'Say hello.', background: true, max_output_tokens: 60 }, soon);
    const states = [response.status];
    response = await until(() => client.responses.retrieve(response.id), ['completed', 'failed', 'incomplete']);
    const again = await client.responses.retrieve(response.id);
    const items = await client.responses.inputItems.list(response.id);
    return { id: response.id, states: [...states, response.status], usage: response.usage, echoed: again.usage, items: items.data.length };
  },
  async cancelled() {
    let response = await client.responses.create({ model, input: 'Say hello.', background: true, max_output_tokens: 60 }, never);
    response = await client.responses.cancel(response.id);
    return { id: response.id, status: (await client.responses.retrieve(response.id)).status };
  },
  async stored() {
    const first = await client.responses.create({ model, input: 'Say hello.', max_output_tokens: 60 });
    const second = await client.responses.create({ model, input: 'And again.', previous_response_id: first.id, max_output_tokens: 60 });
    const echoed = await client.responses.retrieve(first.id);
    await client.responses.delete(first.id);
    return { id: first.id, usage: first.usage, echoed: echoed.usage, second: second.id };
  },
  async counted() {
    const count = await client.responses.inputTokens.count({ model, input: 'Say hello.' });
    const compact = await client.responses.compact({ model, input: [{ role: 'user', content: 'Say hello.' }] });
    return { tokens: count.input_tokens, id: compact.id, usage: compact.usage };
  },
  async moderation() {
    return { flagged: (await client.moderations.create({ input: 'A fox.' })).results[0].flagged };
  },
  async completions() {
    const chat = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'Say hello.' }], store: true, max_completion_tokens: 50 });
    const echoed = await client.chat.completions.retrieve(chat.id);
    const updated = await client.chat.completions.update(chat.id, { metadata: { kind: 'test' } });
    const listed = await client.chat.completions.list();
    const messages = await client.chat.completions.messages.list(chat.id);
    const deleted = await client.chat.completions.delete(chat.id);
    return { id: chat.id, usage: chat.usage, echoed: echoed.usage, kind: updated.metadata.kind, listed: listed.data.length, messages: messages.data.length, deleted: deleted.deleted };
  },
  async conversation() {
    const conversation = await client.conversations.create({ items: [{ type: 'message', role: 'user', content: 'Hello.' }] });
    await client.conversations.items.create(conversation.id, { items: [{ type: 'message', role: 'user', content: 'And again.' }] });
    const items = await client.conversations.items.list(conversation.id);
    const response = await client.responses.create({ model, input: 'Say hello.', conversation: conversation.id, max_output_tokens: 60 });
    const deleted = await client.conversations.delete(conversation.id);
    return { items: items.data.length, id: response.id, deleted: deleted.deleted };
  },
  async images() {
    const edit = await client.images.edit({ model: 'gpt-image-2', image: await png(), prompt: 'A blue fox', n: 2, size: '1024x1024', quality: 'low' });
    const variation = await client.images.createVariation({ image: await png(), n: 2, size: '512x512' });
    return { edited: edit.data.length, usage: edit.usage, varied: variation.data.length };
  },
  async speech() {
    const plain = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Hello there.' });
    const streamed = await client.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello there.', stream_format: 'sse' });
    return { bytes: (await plain.arrayBuffer()).byteLength, events: (await streamed.text()).split('\n\n').filter(Boolean).length };
  },
  async transcripts() {
    const plain = await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: await sound() });
    let text = '', usage;
    for await (const event of await client.audio.transcriptions.create({ model: 'gpt-4o-transcribe', file: await sound(), stream: true })) {
      if (event.type === 'transcript.text.delta') text += event.delta;
      if (event.type === 'transcript.text.done') ({ usage } = event);
    }
    const timed = await client.audio.transcriptions.create({ model: 'whisper-1', file: await sound() });
    const translated = await client.audio.translations.create({ model: 'whisper-1', file: await sound() });
    return { plain: plain.text, text, usage, seconds: timed.usage.seconds, translated: translated.text };
  },
  async videos() {
    const first = await client.videos.create({ model: 'sora-2', prompt: 'A fox', seconds: '8', size: '1280x720' }, soon);
    await until(() => client.videos.retrieve(first.id), ['completed', 'failed']);
    const remix = await client.videos.remix(first.id, { prompt: 'A blue fox' }, soon);
    const ended = await until(() => client.videos.retrieve(remix.id), ['completed', 'failed']);
    const bytes = (await (await client.videos.downloadContent(remix.id)).arrayBuffer()).byteLength;
    return { first: first.id, remix: remix.id, status: ended.status, bytes };
  },
  async files() {
    const file = await client.files.create({ file: await toFile(Buffer.from('A note.'), 'note.txt'), purpose: 'user_data' });
    const content = await (await client.files.content(file.id)).text();
    const listed = await client.files.list();
    const upload = await client.uploads.create({ filename: 'long.txt', purpose: 'user_data', bytes: 9, mime_type: 'text/plain' });
    const parts = [];
    for (const piece of ['A long', ' no', 'te']) parts.push((await client.uploads.parts.create(upload.id, { data: await toFile(Buffer.from(piece), 'part') })).id);
    const whole = await client.uploads.complete(upload.id, { part_ids: parts });
    const joined = await (await client.files.content(whole.file.id)).text();
    const other = await client.uploads.create({ filename: 'other.txt', purpose: 'user_data', bytes: 9, mime_type: 'text/plain' });
    const cancelled = await client.uploads.cancel(other.id);
    const deleted = await client.files.delete(file.id);
    return { content, name: (await client.files.retrieve(whole.file.id)).filename, listed: listed.data.length, joined, cancelled: cancelled.status, deleted: deleted.deleted };
  },
  async batches() {
    const lines = ['a', 'b'].map((name) => JSON.stringify({ custom_id: name, method: 'POST', url: '/v1/chat/completions', body: { model, messages: [{ role: 'user', content: `Say ${name}.` }], max_completion_tokens: 30 } }));
    const input = await client.files.create({ file: await toFile(Buffer.from(lines.join('\n')), 'batch.jsonl'), purpose: 'batch' });
    const create = (options) => client.batches.create({ input_file_id: input.id, endpoint: '/v1/chat/completions', completion_window: '24h' }, options);
    const first = await create(soon);
    const ended = await until(() => client.batches.retrieve(first.id), ['completed', 'failed']);
    const output = (await (await client.files.content(ended.output_file_id)).text()).trim().split('\n').length;
    const second = await create(never);
    await client.batches.cancel(second.id);
    const cancelled = await client.batches.retrieve(second.id);
    return { id: first.id, status: ended.status, usage: ended.usage, output, cancelled: cancelled.status };
  },
  async stores() {
    const store = await client.vectorStores.create({ name: 'notes' });
    const file = await client.files.create({ file: await toFile(Buffer.from('A note.'), 'note.txt'), purpose: 'assistants' });
    const added = await client.vectorStores.files.create(store.id, { file_id: file.id });
    const found = await client.vectorStores.search(store.id, { query: 'note' });
    const deleted = await client.vectorStores.delete(store.id);
    return { status: added.status, found: found.data.length, deleted: deleted.deleted };
  },
};

async function until(look, ends) {
  let seen = await look();
  for (let looks = 0; looks < 100 && !ends.includes(seen.status); looks++) seen = await look();
  return seen;
}

/** Seconds of silence, 16 kHz, 16 bits, one channel. */
function wav(seconds) {
  const data = Buffer.alloc(seconds * 32000);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0); head.writeUInt32LE(36 + data.length, 4); head.write('WAVEfmt ', 8); head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20); head.writeUInt16LE(1, 22); head.writeUInt32LE(16000, 24); head.writeUInt32LE(32000, 28); head.writeUInt16LE(2, 32); head.writeUInt16LE(16, 34);
  head.write('data', 36); head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

const value = {};
let result = { ok: true, value };
for (const [name, step] of Object.entries(steps)) {
  try {
    value[name] = await step();
  } catch (error) {
    result = { ok: false, step: name, error: { type: error.constructor.name, status: error.status ?? null, message: error.message } };
    break;
  }
}
console.log(JSON.stringify(result));
