// What each npm client does with the server. Their address is fixed, and their
// HTTP library speaks no CONNECT: an interceptor of that library brings them
// to the server; the code of the clients is untouched.
const name = process.argv[2];
const axios = require(require.resolve("axios", { paths: [require.resolve(name)] }));
axios.interceptors.request.use(config => {
  config.url = config.url.replace("https://commentanalyzer.googleapis.com", process.env.LAMPLIGHTER_URL);
  return config;
});
const assert = require("node:assert");
const RUDE = "You are a stupid idiot.";

async function sloria() {
  const Perspective = require(name);
  const client = new Perspective({ apiKey: "k" });
  const said = await client.analyze(`<b>${RUDE}</b> 😀`, { attributes: ["toxicity", "insult"] });
  assert(said.attributeScores.TOXICITY.summaryScore.value > 0.7);
  await assert.rejects(new Perspective({ apiKey: "rubbish" }).analyze("x"), /API key not valid/);
  await assert.rejects(client.analyze("x".repeat(20481), { validate: false }), error =>
    /exceeded limit/.test(error.response ? error.response.data.error.message : error.message));
  return "analyze, errors";
}

async function conversationai() {
  const { Client } = require(name);
  const scores = await new Client("k").getScores(RUDE, { attributes: ["TOXICITY", "INSULT"] });
  assert(scores.TOXICITY > 0.7 && scores.INSULT > 0.7);
  return "getScores";
}

(name === "perspective-api-client" ? sloria : conversationai)().then(console.log, error => {
  console.error(error.stack);
  console.error(String(error.message).split("\n")[0]);
  process.exit(1);
});
