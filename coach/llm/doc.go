// Package llm is the one door of coach to a chat model: any OpenAI-compatible
// endpoint, reached through go-openai. It owns the client (deadlines, stalls,
// retries, what a reply must look like), the debtor's voice and the judge, with
// their prompts and schemas. It owns no table, decides nothing about a call, and
// never hands on a word that was not checked: what a model writes is data.
package llm
