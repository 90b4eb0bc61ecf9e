// One call through the official OpenAI SDK for Node, unchanged but for base URL and key. Prints one line of JSON:
// what the SDK's user sees, and how many HTTP requests the SDK made.
//   GATEWAY=http://127.0.0.1:8080 KEY=lgw_... node openai.mjs <case> [X-Simulate words]
import OpenAI from 'openai';

const [, , name, simulate] = process.argv;
let requests = 0;
let lastHeaders = {};
const client = new OpenAI({
  baseURL: `${process.env.GATEWAY}/openai/v1`,
  apiKey: process.env.KEY,
  defaultHeaders: simulate ? { 'X-Simulate': simulate } : {},
  fetch: async (url, init) => {
    requests++;
    const response = await fetch(url, init);
    lastHeaders = Object.fromEntries(response.headers);
    return response;
  },
});
const model = process.env.MODEL ?? 'gpt-4o-mini';
const messages = [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Say hello to the gateway.' }];
const tools = [{ type: 'function', function: { name: 'get_weather', description: 'Weather in a city', parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } } }];

const cases = {
  async chat() {
    const answer = await client.chat.completions.create({ model, messages, max_completion_tokens: 50 });
    return { id: answer.id, text: answer.choices[0].message.content, usage: answer.usage };
  },
  async 'chat-unlimited'() {
    const answer = await client.chat.completions.create({ model, messages });
    return { id: answer.id, text: answer.choices[0].message.content, usage: answer.usage };
  },
  async 'chat-n'() {
    const answer = await client.chat.completions.create({ model, messages, n: 3, max_completion_tokens: 50 });
    return { id: answer.id, choices: answer.choices.length, usage: answer.usage };
  },
  async 'chat-image'() {
    const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';
    const content = [{ type: 'text', text: 'What is shown?' }, { type: 'image_url', image_url: { url: `data:image/png;base64,${png}` } }];
    const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content }], max_completion_tokens: 50 });
    return { id: answer.id, usage: answer.usage };
  },
  async 'chat-stream'() {
    return collect(await client.chat.completions.create({ model, messages, stream: true, max_completion_tokens: 50 }));
  },
  async 'chat-stream-usage'() {
    return collect(await client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true }, max_completion_tokens: 50 }));
  },
  async 'chat-tools'() {
    const answer = await client.chat.completions.create({ model, messages: [{ role: 'user', content: 'What is the weather in Paris?' }], tools, tool_choice: 'required', max_completion_tokens: 50 });
    return { id: answer.id, tool: answer.choices[0].message.tool_calls[0].function.name, finish: answer.choices[0].finish_reason, usage: answer.usage };
  },
  async responses() {
    const answer = await client.responses.create({ model, input: 'Say hello.', max_output_tokens: 60 });
    return { id: answer.id, text: answer.output_text, status: answer.status, usage: answer.usage };
  },
  async 'responses-stream'() {
    let text = '', id, usage;
    const types = new Set();
    for await (const event of await client.responses.create({ model, input: 'Say hello.', stream: true, max_output_tokens: 60 })) {
      types.add(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed' || event.type === 'response.incomplete') ({ id, usage } = event.response);
    }
    return { id, text, usage, types: [...types] };
  },
  async embeddings() {
    const answer = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['one text', 'another text'] });
    return { vectors: answer.data.length, dimensions: answer.data[0].embedding.length, usage: answer.usage };
  },
  async image() {
    const answer = await client.images.generate({ model: 'gpt-image-2', prompt: 'A red fox', n: 2, size: '1024x1024', quality: 'low' });
    return { images: answer.data.length, usage: answer.usage };
  },
  async video() {
    let video = await client.videos.create({ model: 'sora-2', prompt: 'A fox', seconds: '8', size: '1280x720' });
    const states = [video.status];
    for (let look = 0; look < 100 && !['completed', 'failed'].includes(video.status); look++) {
      video = await client.videos.retrieve(video.id);
      if (states.at(-1) !== video.status) states.push(video.status);
    }
    const content = video.status === 'completed' ? (await (await client.videos.downloadContent(video.id)).arrayBuffer()).byteLength : 0;
    return { id: video.id, states, seconds: video.seconds, bytes: content };
  },
  async 'video-create'() {
    const video = await client.videos.create({ model: 'sora-2', prompt: 'A fox', seconds: '8', size: '1280x720' });
    return { id: video.id, status: video.status };
  },
  async 'video-get'() {
    const video = await client.videos.retrieve(process.env.ID);
    return { id: video.id, status: video.status };
  },
  async models() {
    const list = await client.models.list();
    return { count: list.data.length };
  },
};

async function collect(stream) {
  let text = '', id, usage, empty = 0, withUsageKey = 0, chunks = 0;
  for await (const chunk of stream) {
    chunks++;
    id = chunk.id;
    if (chunk.choices.length === 0) empty++;
    else text += chunk.choices[0].delta.content ?? '';
    if ('usage' in chunk) withUsageKey++;
    usage = chunk.usage ?? usage;
  }
  return { id, text, usage: usage ?? null, chunks, empty, withUsageKey };
}

let result;
try {
  result = { ok: true, value: await cases[name]() };
} catch (error) {
  result = { ok: false, error: { type: error.constructor.name, status: error.status ?? null, code: error.code ?? null, kind: error.type ?? null, message: error.message, quota: error.error?.quota ?? null } };
}
console.log(JSON.stringify({ ...result, requests, headers: lastHeaders }));
