#include "camera.h"

#include <mosquitto.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define HEARTBEAT 25000
#define LAST_SEQUENCE 9007199254740991
#define REMEMBERED 32

static volatile sig_atomic_t stopping;
static struct mosquitto *mqtt;
static bool ready, failed, status_due;
static int64_t started, sequence;
static char done[REMEMBERED][72]; /* ids of commands: one that comes twice is done once */
static unsigned done_next;
static ms_t dark_until;

static void publish(const char *kind, const struct text *t) {
  char topic[96];
  if (t->full) return;
  snprintf(topic, sizeof topic, "kt/d/%s/up/%s", session.id, kind);
  mosquitto_publish(mqtt, NULL, topic, (int)t->used, t->at, 1, false);
}

static struct text write_status(char *buffer, size_t size, const char *state, int64_t number) {
  struct text t = text_in(buffer, size);
  put(&t, "{\"id\":\"%lld.%lld\",\"session\":%lld,\"sequence\":%lld,\"state\":\"%s\",\"firmware\":\"%s\",", (long long)started,
      (long long)number, (long long)started, (long long)number, state, session.firmware);
  put(&t, "\"features\":{\"sleepy\":false,\"probe\":true,\"simulate\":true},\"privacyMode\":%s,\"motionDetection\":%s}",
      session.privacy ? "true" : "false", session.motion);
  return t;
}

static void tell(const char *state) {
  char buffer[768];
  struct text t = write_status(buffer, sizeof buffer, state, ++sequence);
  publish("status", &t);
  status_due = false;
}

static void reply(const char *id, const char *refusal) {
  char buffer[400];
  struct text t = text_in(buffer, sizeof buffer);
  put(&t, "{\"id\":");
  put_string(&t, id);
  put(&t, ",\"ok\":%s,\"firmware\":\"%s\"", refusal ? "false" : "true", session.firmware);
  if (refusal) put(&t, ",\"reason\":"), put_string(&t, refusal);
  put(&t, "}");
  publish("reply", &t);
}

static bool done_before(const char *id) {
  for (unsigned i = 0; i < REMEMBERED; i++)
    if (strcmp(done[i], id) == 0) return true;
  snprintf(done[done_next++ % REMEMBERED], sizeof done[0], "%s", id);
  return false;
}

static const char *take_settings(struct span command) {
  struct span motion = json_get(command, "motionDetection"), private = json_get(command, "privacyMode");
  if (motion.at && motion.length >= sizeof session.motion) return "settings_too_long";
  if (motion.at) snprintf(session.motion, motion.length + 1, "%s", motion.at);
  if (private.at) session.privacy = json_is(private, "true");
  events_privacy(session.privacy);
  session_save();
  status_due = true;
  return NULL;
}

static void simulate(struct span command) {
  ms_t length = json_integer(command, "motionMs", 0);
  if (json_is(json_get(command, "light"), "\"night\"")) {
    dark_until = now_ms() + length + 4000;
    events_motion_after_restart(length);
    capture_light(true);
  } else {
    events_motion(length);
  }
}

/* What a command asks for; NULL, or why it is not done. */
static const char *obey(const char *name, struct span command) {
  char nonce[128], text[64];
  if (strcmp(name, "ping") == 0) return NULL;
  if (strcmp(name, "settings") == 0) return take_settings(command);
  if (strcmp(name, "record") == 0) return events_record(command, false), NULL;
  if (strcmp(name, "simulate") == 0) return simulate(command), NULL;
  if (strcmp(name, "grant") == 0 || strcmp(name, "revoke") == 0 || strcmp(name, "probe") == 0) {
    if (!json_text(command, "nonce", nonce, sizeof nonce)) return "no_nonce";
    if (name[0] == 'r') return events_revoke(nonce), NULL;
    if (name[0] == 'p') {
      if (!json_text(command, "probeId", text, sizeof text)) return "no_probe_id";
      return events_probe(text, nonce), NULL;
    }
    if (!json_text(command, "expiresAt", text, sizeof text)) return "no_expiry";
    return events_grant(nonce, json_integer(command, "maxFootageMs", 15000), text), NULL;
  }
  return "unknown_command";
}

static void on_message(struct mosquitto *m, void *unused, const struct mosquitto_message *message) {
  (void)m, (void)unused;
  char id[72];
  const char *name = strrchr(message->topic, '/');
  struct span command = {message->payload, (size_t)message->payloadlen};
  if (!name || !message->payload || !json_text(command, "id", id, sizeof id)) return;
  name++;
  if (strcmp(name, "unpair") == 0) {
    reply(id, NULL);
    mosquitto_loop(m, 100, 1);
    session_forget("its owner removed it");
  }
  reply(id, done_before(id) ? NULL : obey(name, command));
}

static void on_connect(struct mosquitto *m, void *unused, int code) {
  (void)unused;
  char topic[80];
  failed = code != 0;
  if (failed) {
    say("MQTT: refused, code %d", code);
    return;
  }
  snprintf(topic, sizeof topic, "kt/d/%s/down/+", session.id);
  ready = mosquitto_subscribe(m, NULL, topic, 1) == MOSQ_ERR_SUCCESS;
}

static void on_disconnect(struct mosquitto *m, void *unused, int code) {
  (void)m, (void)unused, (void)code;
  failed = true;
}

/* One connection, from its address to its end; true if it stood. */
static bool stay(const char *broker, const char *token, ms_t expires, struct http *http) {
  char host[200], will[768], topic[96];
  int port;
  bool encrypted = strncmp(broker, "mqtts://", 8) == 0;
  if (sscanf(broker, "mqtt%*[s]://%199[^:]:%d", host, &port) != 2 && sscanf(broker, "mqtt://%199[^:]:%d", host, &port) != 2)
    return false;
  ready = failed = false;
  started = started < wall_ms() / 1000 ? wall_ms() / 1000 : started + 1;
  sequence = 0;
  if (!(mqtt = mosquitto_new(session.id, true, NULL))) die("no memory");
  SSL_CTX *tls = NULL;
  if (encrypted) {
    if (!(tls = SSL_CTX_new(TLS_client_method()))) die("no memory");
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(tls), (time_t)certificate_seconds());
    mosquitto_void_option(mqtt, MOSQ_OPT_SSL_CTX, tls);
    mosquitto_int_option(mqtt, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 1);
    mosquitto_tls_set(mqtt, session.trust[0] ? session.trust : NULL, "/etc/ssl/certs", NULL, NULL, NULL);
  }
  mosquitto_username_pw_set(mqtt, session.id, token);
  struct text t = write_status(will, sizeof will, "offline", LAST_SEQUENCE);
  snprintf(topic, sizeof topic, "kt/d/%s/up/status", session.id);
  mosquitto_will_set(mqtt, topic, (int)t.used, t.at, 1, false);
  mosquitto_connect_callback_set(mqtt, on_connect);
  mosquitto_disconnect_callback_set(mqtt, on_disconnect);
  mosquitto_message_callback_set(mqtt, on_message);

  int error = mosquitto_connect(mqtt, host, port, 30);
  ms_t told = 0, life = expires - now_ms(), renew_at = expires - (life / 10 < 120000 ? life / 10 : 120000);
  bool stood = false, asked = false;
  while (!error && !failed && !stopping && now_ms() < renew_at) {
    error = mosquitto_loop(mqtt, 200, 1);
    if (!ready) continue;
    if (!stood) say("device %s is online", session.id);
    stood = true;
    if (!asked) asked = uplink_ask_grant(http);
    if (!told || status_due || now_ms() - told > HEARTBEAT) tell("online"), told = now_ms();
    if (dark_until && now_ms() > dark_until) dark_until = 0, capture_light(false);
  }
  if (error && !stopping) say("MQTT: %s", mosquitto_strerror(error));
  if (stopping && stood) tell("offline");
  mosquitto_disconnect(mqtt);
  mosquitto_loop(mqtt, 100, 1);
  mosquitto_destroy(mqtt);
  SSL_CTX_free(tls);
  return stood;
}

void line_run(void) {
  static char token[TOKEN_SIZE], stale[TOKEN_SIZE], broker[256];
  struct back_off pause = {0};
  static struct http *http;
  http = http_new();
  ms_t expires;
  mosquitto_lib_init();
  while (!stopping) {
    if (session_token(stale[0] ? stale : NULL, token, broker, &expires)) {
      if (stay(broker, token, expires, http)) pause.failures = 0;
      memcpy(stale, token, sizeof stale); /* the next token comes with the address that is right then */
    }
    ms_t wait = back_off_next(&pause, 0);
    if (!stopping) sleep_ms(wait);
  }
}

void line_stop(void) { stopping = 1; }
