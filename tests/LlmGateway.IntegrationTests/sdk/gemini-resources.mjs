// The resources of Google's official SDK for Node beside text and Veo, and the endpoints that are compatible with OpenAI's SDK, one after the other, unchanged but for
// base URL and key. Prints one line of JSON: what the SDK's user sees of each step, or the step that failed, and every address that was called outside of the gateway.
//   GATEWAY=http://127.0.0.1:8080 KEY=lgw_... node gemini-resources.mjs
import { GoogleGenAI } from '@google/genai';
import OpenAI from 'openai';

const outside = [];
const plainFetch = globalThis.fetch;
globalThis.fetch = (url, init) => {
  const address = url instanceof Request ? url.url : `${url}`;
  if (!address.startsWith(`${process.env.GATEWAY}/`)) outside.push(address);
  return plainFetch(url, init);
};
const ai = new GoogleGenAI({ apiKey: process.env.KEY, httpOptions: { baseUrl: `${process.env.GATEWAY}/gemini` } });
const compatible = new OpenAI({ baseURL: `${process.env.GATEWAY}/gemini/v1beta/openai/`, apiKey: process.env.KEY, maxRetries: 0 });
const model = 'gemini-2.5-flash';
const soon = { 'X-Simulate': 'job-polls=2' };
const never = { 'X-Simulate': 'job-polls=1000' };

const steps = {
  async files() {
    const file = await ai.files.upload({ file: new Blob(['A note about foxes.'], { type: 'text/plain' }), config: { mimeType: 'text/plain', displayName: 'note' } });
    const seen = await ai.files.get({ name: file.name });
    const listed = (await ai.files.list()).page.length;
    const answer = await ai.models.generateContent({ model, contents: [{ role: 'user', parts: [{ text: 'What is in it?' }, { fileData: { fileUri: file.uri, mimeType: file.mimeType } }] }], config: { maxOutputTokens: 60 } });
    await ai.files.delete({ name: file.name });
    return { size: seen.sizeBytes, type: seen.mimeType, listed, usage: answer.usageMetadata };
  },
  async caches() {
    const cache = await ai.caches.create({ model, config: { contents: [{ role: 'user', parts: [{ text: 'A long text about foxes. '.repeat(50) }] }], ttl: '300s' } });
    const seen = await ai.caches.get({ name: cache.name });
    const longer = await ai.caches.update({ name: cache.name, config: { ttl: '600s' } });
    const answer = await ai.models.generateContent({ model, contents: 'What is it about?', config: { cachedContent: cache.name, maxOutputTokens: 60 } });
    await ai.caches.delete({ name: cache.name });
    return { tokens: seen.usageMetadata.totalTokenCount, longer: longer.expireTime > seen.expireTime, usage: answer.usageMetadata };
  },
  async batches() {
    const src = ['a', 'b'].map((name) => ({ contents: [{ role: 'user', parts: [{ text: `Say ${name}.` }] }] }));
    const batch = await ai.batches.create({ model, src, config: { displayName: 'two', httpOptions: { headers: soon } } });
    const ended = await until(() => ai.batches.get({ name: batch.name }), (seen) => seen.state === 'JOB_STATE_SUCCEEDED' || seen.state === 'JOB_STATE_FAILED');
    const other = await ai.batches.create({ model, src, config: { displayName: 'never', httpOptions: { headers: never } } });
    await ai.batches.cancel({ name: other.name });
    const cancelled = await ai.batches.get({ name: other.name });
    return { first: batch.state, state: ended.state, answers: ended.dest.inlinedResponses.length, cancelled: cancelled.state };
  },
  async interactions() {
    const first = await ai.interactions.create({ model, input: 'Say hello.' });
    const second = await ai.interactions.create({ model, input: 'And again.', previous_interaction_id: first.id });
    const echoed = await ai.interactions.get(first.id);
    let streamed, events = 0;
    for await (const event of await ai.interactions.create({ model, input: 'Say hello.', stream: true })) {
      events++;
      if (event.event_type === 'interaction.completed') streamed = event.interaction;
    }
    const job = await ai.interactions.create({ model, input: 'Say hello.', background: true }, { headers: soon });
    const ended = await until(() => ai.interactions.get(job.id), (seen) => seen.status !== 'in_progress');
    await ai.interactions.delete(first.id);
    return { usage: first.usage, echoed: echoed.usage, grows: second.usage.total_input_tokens > first.usage.total_input_tokens, streamed: streamed.usage.total_tokens > 0, events, began: job.status, ended: ended.status };
  },
  async images() {
    const native = await ai.models.generateContent({ model: 'gemini-2.5-flash-image', contents: 'A red fox' });
    // This SDK offers Imagen to Vertex alone; its users call the method themselves.
    const request = { instances: [{ prompt: 'A red fox' }], parameters: { sampleCount: 2 } };
    const headers = { 'x-goog-api-key': process.env.KEY, 'content-type': 'application/json' };
    const made = await (await plainFetch(`${process.env.GATEWAY}/gemini/v1beta/models/imagen-4.0-generate-001:predict`, { method: 'POST', headers, body: JSON.stringify(request) })).json();
    return { native: native.candidates[0].content.parts.filter((part) => part.inlineData).length, usage: native.usageMetadata, made: made.predictions.length };
  },
  async search() {
    const store = await ai.fileSearchStores.create({ config: { displayName: 'notes' } });
    const operation = await ai.fileSearchStores.uploadToFileSearchStore({ fileSearchStoreName: store.name, file: new Blob(['A note about foxes.'], { type: 'text/plain' }), config: { mimeType: 'text/plain' } });
    await ai.fileSearchStores.delete({ name: store.name, config: { force: true } });
    return { store: store.name.startsWith('fileSearchStores/'), operation: operation.name.startsWith('fileSearchStores/') };
  },
  async compatible() {
    const messages = [{ role: 'user', content: 'Say hello.' }];
    const chat = await compatible.chat.completions.create({ model, messages, max_completion_tokens: 50 });
    let text = '', empty = 0;
    for await (const chunk of await compatible.chat.completions.create({ model, messages, stream: true, max_completion_tokens: 50 })) {
      if (chunk.choices.length === 0) empty++;
      else text += chunk.choices[0].delta.content ?? '';
    }
    const embedded = await compatible.embeddings.create({ model: 'gemini-embedding-001', input: ['one', 'two'] });
    const image = await compatible.images.generate({ model: 'imagen-4.0-generate-001', prompt: 'A fox', n: 2, response_format: 'b64_json' });
    const models = await compatible.models.list();
    return { usage: chat.usage, text: text.length > 0, empty, vectors: embedded.data.length, images: image.data.length, models: models.data.length };
  },
};

async function until(look, ended) {
  let seen = await look();
  for (let looks = 0; looks < 100 && !ended(seen); looks++) seen = await look();
  return seen;
}

const value = {};
let result = { ok: true, value };
for (const [name, step] of Object.entries(steps)) {
  try {
    value[name] = await step();
  } catch (error) {
    result = { ok: false, step: name, error: { type: error.constructor.name, status: error.status ?? null, message: error.message, at: error.stack.split('\n')[1]?.trim() } };
    break;
  }
}
value.outside = outside;
console.log(JSON.stringify(result));
