#include "camera.h"

#include <curl/curl.h>
#include <openssl/ssl.h>

struct http {
  CURL *curl;
  struct curl_slist *headers;
  FILE *file; /* where an answer goes, if not into `answer` */
  char etag[96]; /* of the object there */
  struct answer *answer;
  size_t left, used; /* of the room in the file; of the answer's body */
};

static struct answer unread; /* what is answered to an object */

static size_t keep(char *bytes, size_t size, size_t count, void *to) {
  struct http *h = to;
  size_t n = size * count;
  if (h->file) return n <= h->left && !events_under_way ? h->left -= n, fwrite(bytes, 1, n, h->file) : 0;
  if (n >= sizeof h->answer->body - h->used) return 0; /* longer than anything of the protocol: the call fails */
  memcpy(h->answer->body + h->used, bytes, n);
  h->used += n;
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
  h->file = NULL;
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

bool http_call(struct http *h, const char *path, const char *token, const char *body, struct answer *a) {
  char bearer[TOKEN_SIZE + 32], url[512];
  snprintf(url, sizeof url, "%s/device/v1%s", session.url, path);
  begin(h, url, a);
  if (body) curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body);
  h->headers = curl_slist_append(h->headers, body ? "content-type: application/json" : "accept: application/json");
  snprintf(bearer, sizeof bearer, "authorization: Bearer %s", token);
  if (token[0]) h->headers = curl_slist_append(h->headers, bearer);
  if (perform(h, path)) return true;
  if (!a->status) return false;
  curl_off_t after = 0;
  curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER, &after);
  a->wait = after > 3600 ? 0 : (ms_t)after * 1000;
  struct span fields = json_get(json_of(a->body), "fields"); /* what is wrong with a request of ours */
  json_text(json_of(a->body), "code", a->code);
  say("%s: %ld %s %.*s", path, a->status, a->code, (int)(fields.length % 300), fields.at ? fields.at : "");
  return false;
}

long http_put(struct http *h, const char *url, struct span object, const uint8_t *bytes, size_t length) {
  char name[64], value[512], line[sizeof name + sizeof value + 2];
  struct span key, text;
  begin(h, url, &unread);
  for (size_t cursor = 0; json_each(object, &cursor, &key, &text);) {
    if (!json_string(key, name, sizeof name) || !json_string(text, value, sizeof value)) continue;
    snprintf(line, sizeof line, "%s: %s", name, value);
    h->headers = curl_slist_append(h->headers, line);
  }
  h->headers = curl_slist_append(h->headers, "Expect:");
  h->headers = curl_slist_append(h->headers, "Content-Type:"); /* none of curl's own */
  curl_easy_setopt(h->curl, CURLOPT_CUSTOMREQUEST, "PUT");
  curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
  curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, bytes);
  if (!perform(h, "PUT") && unread.status) say("PUT: %ld", unread.status);
  return unread.status;
}

long http_get(struct http *h, const char *url, FILE *file, size_t most, bool checked) {
  char since[128];
  struct curl_header *etag;
  long from = ftell(file), status = 0;
  begin(h, url, &unread);
  h->file = file;
  h->left = most - (size_t)from;
  snprintf(since, sizeof since, "if-range: %s", h->etag);
  if (from) h->headers = curl_slist_append(h->headers, since);
  curl_easy_setopt(h->curl, CURLOPT_RESUME_FROM_LARGE, (curl_off_t)from);
  curl_easy_setopt(h->curl, CURLOPT_FAILONERROR, 1L); /* what explains a refusal is no part of the object */
  curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYPEER, checked ? 1L : 0L);
  curl_easy_setopt(h->curl, CURLOPT_SSL_VERIFYHOST, checked ? 2L : 0L);
  perform(h, "GET");
  curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
  if (curl_easy_header(h->curl, "etag", 0, CURLH_HEADER, -1, &etag) == CURLHE_OK)
    snprintf(h->etag, sizeof h->etag, "%s", etag->value);
  if (from && status == 200) rewind(file); /* another object by now: from its beginning, the next time */
  return status;
}

bool may_repeat(const struct answer *a) {
  return a->status == 0 || a->status == 429 || a->status >= 500 || strcmp(a->code, "challenge_expired") == 0;
}
