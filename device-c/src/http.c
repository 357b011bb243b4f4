#include "camera.h"

#include <curl/curl.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <string.h>

struct http {
  CURL *curl;
  struct curl_slist *headers;
  const uint8_t *bytes; /* what is left of an upload */
  size_t left;
  struct answer *answer;
  size_t used; /* of its body */
};

static size_t keep(char *bytes, size_t size, size_t count, void *to) {
  struct http *h = to;
  size_t n = size * count;
  if (n >= sizeof h->answer->body - h->used) return 0; /* longer than anything of the protocol: the call fails */
  memcpy(h->answer->body + h->used, bytes, n);
  h->used += n;
  return n;
}

static size_t give(char *out, size_t size, size_t count, void *from) {
  struct http *h = from;
  size_t n = size * count < h->left ? size * count : h->left;
  memcpy(out, h->bytes, n);
  h->bytes += n;
  h->left -= n;
  return n;
}

static CURLcode set_time(CURL *curl, void *context, void *unused) {
  (void)curl, (void)unused;
  X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(context), (time_t)certificate_seconds());
  return CURLE_OK;
}

struct http *http_new(void) {
  struct http *h = take_memory(sizeof *h);
  if (!(h->curl = curl_easy_init())) die("libcurl cannot be used");
  return h;
}

static void begin(struct http *h, const char *url, struct answer *answer) {
  *answer = (struct answer){0};
  h->answer = answer;
  h->used = 0;
  curl_easy_reset(h->curl); /* connections stay */
  curl_easy_setopt(h->curl, CURLOPT_URL, url);
  curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h->curl, CURLOPT_CONNECTTIMEOUT_MS, 8000L);
  curl_easy_setopt(h->curl, CURLOPT_LOW_SPEED_LIMIT, 1L); /* no byte for 10 s: there will be no answer */
  curl_easy_setopt(h->curl, CURLOPT_LOW_SPEED_TIME, 10L);
  curl_easy_setopt(h->curl, CURLOPT_TIMEOUT_MS, 60000L);
  curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, h);
  curl_easy_setopt(h->curl, CURLOPT_SSL_CTX_FUNCTION, set_time);
  if (session.trust[0]) curl_easy_setopt(h->curl, CURLOPT_CAINFO, session.trust); /* the system's CAPATH stays beside it */
}

/* `called`: what stands in a complaint. An upload's address is a permission, and does not. */
static bool perform(struct http *h, const char *called) {
  curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, h->headers);
  CURLcode result = curl_easy_perform(h->curl);
  curl_slist_free_all(h->headers);
  h->headers = NULL;
  if (result != CURLE_OK) say("%s: %s", called, curl_easy_strerror(result));
  if (result == CURLE_OK) curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &h->answer->status);
  return h->answer->status / 100 == 2;
}

bool http_call(struct http *h, const char *url, const char *token, const char *body, struct answer *a) {
  char bearer[TOKEN_SIZE + 32];
  begin(h, url, a);
  if (body) curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
  h->headers = curl_slist_append(h->headers, body ? "content-type: application/json" : "accept: application/json");
  snprintf(bearer, sizeof bearer, "authorization: Bearer %s", token);
  if (token[0]) h->headers = curl_slist_append(h->headers, bearer);
  if (perform(h, url)) return true;
  if (!a->status) return false;
  curl_off_t after = 0;
  curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &after);
  a->wait = after > 3600 ? 0 : (ms_t)after * 1000;
  struct span fields = json_get(json_of(a->body), "fields"); /* what is wrong with a request of ours */
  json_text(json_of(a->body), "code", a->code, sizeof a->code);
  say("%s: %ld %s %.*s", url, a->status, a->code, (int)(fields.length % 300), fields.at ? fields.at : "");
  return false;
}

long http_put(struct http *h, const char *url, struct span object, const uint8_t *bytes, size_t length) {
  static struct answer answer;
  char name[64], value[512], line[sizeof name + sizeof value + 2];
  struct span key, text;
  begin(h, url, &answer);
  h->bytes = bytes;
  h->left = length;
  for (size_t cursor = 0; json_each(object, &cursor, &key, &text);) {
    if (!json_string(key, name, sizeof name) || !json_string(text, value, sizeof value)) continue;
    snprintf(line, sizeof line, "%s: %s", name, value);
    h->headers = curl_slist_append(h->headers, line);
  }
  h->headers = curl_slist_append(h->headers, "Expect:");
  curl_easy_setopt(h->curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(h->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(h->curl, CURLOPT_READFUNCTION, give);
  curl_easy_setopt(h->curl, CURLOPT_READDATA, h);
  if (!perform(h, "PUT") && answer.status) say("PUT: %ld", answer.status);
  return answer.status;
}

bool http_fetch_unchecked(struct http *h, const char *url, struct answer *a) {
  begin(h, url, a);
  curl_easy_setopt(h->curl, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(h->curl, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYPEER, 0L);
  curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYHOST, 0L);
  return perform(h, url);
}

bool may_repeat(const struct answer *a) {
  return a->status == 0 || a->status == 429 || a->status >= 500 || strcmp(a->code, "challenge_expired") == 0;
}
