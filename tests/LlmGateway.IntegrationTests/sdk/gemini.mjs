// One call through Google's official SDK for Node, unchanged but for base URL and key. Prints one line of JSON.
//   GATEWAY=http://127.0.0.1:8080 KEY=lgw_... [VERSION=v1|v1beta] node gemini.mjs <case> [X-Simulate words]
import { GoogleGenAI } from '@google/genai';

const [, , name, simulate] = process.argv;
let requests = 0;
let lastHeaders = {};
const origins = new Set();
const plainFetch = globalThis.fetch;
globalThis.fetch = async (url, init) => {
  requests++;
  origins.add(new URL(url instanceof Request ? url.url : url).origin);
  const response = await plainFetch(url, init);
  lastHeaders = Object.fromEntries(response.headers);
  return response;
};
const httpOptions = { baseUrl: `${process.env.GATEWAY}/gemini` };
if (process.env.VERSION) httpOptions.apiVersion = process.env.VERSION;
if (simulate) httpOptions.headers = { 'X-Simulate': simulate };
const ai = new GoogleGenAI({ apiKey: process.env.KEY, httpOptions });
const model = process.env.MODEL ?? 'gemini-2.5-flash';
const weather = { functionDeclarations: [{ name: 'get_weather', description: 'Weather in a city', parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } } } }] };

const cases = {
  async generate() {
    const answer = await ai.models.generateContent({ model, contents: 'Say hello to the gateway.', config: { maxOutputTokens: 60 } });
    return { id: answer.responseId, text: answer.text, usage: answer.usageMetadata };
  },
  async 'generate-unlimited'() {
    const answer = await ai.models.generateContent({ model, contents: 'Say hello to the gateway.' });
    return { id: answer.responseId, text: answer.text, usage: answer.usageMetadata };
  },
  async stream() {
    let text = '', usage, id, chunks = 0;
    for await (const chunk of await ai.models.generateContentStream({ model, contents: 'Say hello.', config: { maxOutputTokens: 60 } })) {
      chunks++;
      text += chunk.text ?? '';
      usage = chunk.usageMetadata ?? usage;
      id = chunk.responseId ?? id;
    }
    return { id, text, usage, chunks };
  },
  async tools() {
    const answer = await ai.models.generateContent({ model, contents: 'What is the weather in Paris?', config: { tools: [weather], maxOutputTokens: 60 } });
    return { id: answer.responseId, call: answer.functionCalls?.[0]?.name ?? null, usage: answer.usageMetadata };
  },
  async count() {
    return await ai.models.countTokens({ model, contents: 'Say hello.' });
  },
  async embed() {
    const answer = await ai.models.embedContent({ model: process.env.MODEL ?? 'gemini-embedding-2', contents: ['one text', 'another text'] });
    return { vectors: answer.embeddings.length };
  },
  async upload() {
    const file = await ai.files.upload({ file: new Blob(['hello world'], { type: 'text/plain' }), config: { mimeType: 'text/plain' } });
    const contents = [{ role: 'user', parts: [{ fileData: { fileUri: file.uri, mimeType: file.mimeType } }, { text: 'What does it say?' }] }];
    const answer = await ai.models.generateContent({ model, contents, config: { maxOutputTokens: 60 } });
    return { name: file.name, size: file.sizeBytes, text: answer.text, origins: [...origins] };
  },
  async models() {
    const pager = await ai.models.list();
    return { count: pager.page.length };
  },
};

let result;
try {
  result = { ok: true, value: await cases[name]() };
} catch (error) {
  result = { ok: false, error: { type: error.constructor.name, name: error.name, status: error.status ?? null, message: error.message } };
}
console.log(JSON.stringify({ ...result, requests, headers: lastHeaders }));
