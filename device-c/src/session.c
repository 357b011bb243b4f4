#include "camera.h"

#include <openssl/pem.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct session session = {.motion = "{\"enabled\":true,\"sensitivity\":\"high\",\"schedule\":null}"};

static char flash[200];
static struct http *http;
static struct answer answer;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char token_now[TOKEN_SIZE], broker_now[256];
static ms_t token_expires;

/* Whole or not at all, whenever the power goes. */
static void write_file(const char *path, const char *bytes, size_t length) {
  char beside[sizeof session.trust + 8];
  snprintf(beside, sizeof beside, "%s.new", path);
  FILE *file = fopen(beside, "wb");
  if (!file || fwrite(bytes, 1, length, file) != length || fflush(file) || fsync(fileno(file)) || fclose(file) ||
      rename(beside, path))
    die("%s cannot be written", path);
}

void session_save(void) {
  char buffer[1536];
  struct text t = text_in(buffer, sizeof buffer);
  put(&t, "{\"u\":\"%s\",\"id\":\"%s\",\"secret\":\"%s\",\"trust\":\"%s\",\"privacy\":%s,\"motion\":%s}\n", session.url,
      session.id, session.secret, session.trust, session.privacy ? "true" : "false", session.motion);
  write_file(flash, buffer, t.used);
}

static bool load(void) {
  char buffer[2048];
  FILE *file = fopen(flash, "rb");
  if (!file) return false;
  buffer[fread(buffer, 1, sizeof buffer - 1, file)] = 0;
  fclose(file);
  struct span all = json_of(buffer), motion = json_get(all, "motion");
  session.privacy = json_is(json_get(all, "privacy"), "true");
  if (motion.at && motion.length < sizeof session.motion) snprintf(session.motion, motion.length + 1, "%s", motion.at);
  return json_text(all, "u", session.url, sizeof session.url) && json_text(all, "id", session.id, sizeof session.id) &&
         json_text(all, "secret", session.secret, sizeof session.secret) &&
         json_text(all, "trust", session.trust, sizeof session.trust);
}

/* Fetches the platform's authority from anybody, and takes it only if it is the one that the pairing code names. */
static void trust_authority(const char *ca) {
  char url[sizeof session.url + 8], hash[HEX(32)];
  uint8_t *der = NULL;
  const char *host = strstr(session.url, "://");
  if (!host) die("%s is no address", session.url);
  snprintf(url, sizeof url, "%.*s/ca.crt", (int)(host + 3 + strcspn(host + 3, "/") - session.url), session.url);
  if (!http_fetch_unchecked(http, url, &answer)) die("the platform's authority cannot be fetched");
  BIO *bio = BIO_new_mem_buf(answer.body, -1);
  X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
  int length = certificate ? i2d_X509(certificate, &der) : 0;
  if (length <= 0) die("%s is no certificate", url);
  sha256_hex(der, (size_t)length, hash);
  X509_free(certificate), BIO_free(bio), OPENSSL_free(der);
  if (strcmp(hash, ca) != 0) die("another authority than the pairing code names: %s", hash);
  snprintf(session.trust, sizeof session.trust, "%s.pem", flash);
  write_file(session.trust, answer.body, strlen(answer.body));
}

static void pair(void) {
  const char *code = getenv("PAIRING"), *uuid = getenv("UUID"), *auth_key = getenv("AUTHKEY");
  char token[128], ca[HEX(32)], text[300], proof[HEX(32)], url[300], body[1024];
  if (!code || !uuid || !auth_key) die("not paired yet: PAIRING (the code's text), UUID and AUTHKEY are needed");
  if (!json_text(json_of(code), "u", session.url, sizeof session.url) || !json_text(json_of(code), "t", token, sizeof token))
    die("PAIRING is not the text of a pairing code");
  if (json_text(json_of(code), "ca", ca, sizeof ca)) trust_authority(ca);
  snprintf(text, sizeof text, "%s.%s", token, uuid);
  hmac_hex(auth_key, text, proof);
  struct text t = text_in(body, sizeof body);
  put(&t, "{\"token\":\"%s\",\"uuid\":", token);
  put_string(&t, uuid);
  put(&t, ",\"proof\":\"%s\",\"firmware\":\"%s\",\"features\":{\"sleepy\":false,\"probe\":true,\"simulate\":true}}", proof,
      session.firmware);
  snprintf(url, sizeof url, "%s/device/v1/pair", session.url);
  for (struct back_off pause = {0}; !http_call(http, url, "", body, &answer);) {
    if (!may_repeat(&answer)) die("not paired: %s", answer.code);
    sleep_ms(back_off_next(&pause, answer.wait));
  }
  struct span paired = json_of(answer.body);
  if (!json_text(paired, "deviceId", session.id, sizeof session.id) ||
      !json_text(paired, "secret", session.secret, sizeof session.secret))
    die("the answer to the pairing cannot be read");
  session_save();
}

void session_open(const char *path, const char *firmware) {
  snprintf(flash, sizeof flash, "%s", path);
  snprintf(session.firmware, sizeof session.firmware, "%s", firmware);
  http = http_new();
  if (!load()) pair();
}

void session_forget(const char *why) {
  unlink(flash);
  if (session.trust[0]) unlink(session.trust);
  die("this camera is paired no more: %s", why);
}

static bool renew(void) {
  char url[300], body[400], challenge[256], proof[HEX(32)], time[RFC3339_SIZE];
  ms_t until = 0, server = 0;
  snprintf(url, sizeof url, "%s/device/v1/challenge", session.url);
  snprintf(body, sizeof body, "{\"deviceId\":\"%s\"}", session.id);
  bool ok = http_call(http, url, "", body, &answer) && json_text(json_of(answer.body), "challenge", challenge, sizeof challenge);
  if (ok) {
    hmac_hex(session.secret, challenge, proof);
    struct text t = text_in(body, sizeof body);
    put(&t, "{\"deviceId\":\"%s\",\"proof\":\"%s\",\"challenge\":", session.id, proof);
    put_string(&t, challenge);
    put(&t, "}");
    snprintf(url, sizeof url, "%s/device/v1/token", session.url);
    ok = !t.full && http_call(http, url, "", body, &answer);
  }
  if (strcmp(answer.code, "device_proof_wrong") == 0) session_forget(answer.code);
  struct span granted = json_of(answer.body);
  if (!ok || !json_text(granted, "token", token_now, sizeof token_now) ||
      !json_text(granted, "mqttUrl", broker_now, sizeof broker_now))
    return false;
  if (json_text(granted, "serverTime", time, sizeof time)) set_wall(time), read_rfc3339(time, &server);
  if (json_text(granted, "expiresAt", time, sizeof time)) read_rfc3339(time, &until);
  token_expires = now_ms() + (until - server);
  return true;
}

bool session_token(const char *stale, char token[TOKEN_SIZE], char broker[256], ms_t *expires) {
  pthread_mutex_lock(&lock);
  bool usable = token_now[0] && now_ms() < token_expires && (!stale || strcmp(stale, token_now) != 0);
  bool ok = usable || renew();
  memcpy(token, token_now, TOKEN_SIZE);
  if (broker) memcpy(broker, broker_now, sizeof broker_now);
  if (expires) *expires = token_expires;
  pthread_mutex_unlock(&lock);
  return ok;
}

void session_refused(const char *token) {
  pthread_mutex_lock(&lock);
  if (strcmp(token, token_now) == 0) token_expires = 0;
  pthread_mutex_unlock(&lock);
}
