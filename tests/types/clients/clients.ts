// What createFetch gives is what clients ask for.
import axios from "axios";
import { createFetch } from "holdfast-fetch";
import ky from "ky";
import { createFetch as createOfetch } from "ofetch";
import OpenAI from "openai";

const fetch = createFetch({ preset: "resilientIntegrations", deadline: "1m" });

export const viaKy = ky.create({ fetch, retry: 0 }).get("https://api.example.com").json();
export const viaAxios = axios.create({ adapter: "fetch", env: { fetch } }).get("https://api.example.com");
export const viaOfetch = createOfetch({ fetch })("https://api.example.com", { retry: 0 });
export const viaOpenai = new OpenAI({ apiKey: "none", fetch, maxRetries: 0 }).models.list();
