#include "camera.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t skip_space(struct span s, size_t i) {
  while (i < s.length && strchr(" \t\r\n", s.at[i]) && s.at[i]) i++;
  return i;
}

/* Behind the string that begins at i; 0 where none does. */
static size_t skip_string(struct span s, size_t i) {
  if (i >= s.length || s.at[i] != '"') return 0;
  for (i++; i < s.length; i++) {
    if (s.at[i] == '"') return i + 1;
    if (s.at[i] == '\\') i++;
  }
  return 0;
}

/* Behind the value that begins at i; 0 where none does. What is inside of it is read when somebody asks for it. */
static size_t skip_value(struct span s, size_t i) {
  size_t from = i, depth = 0;
  while (i < s.length) {
    char c = s.at[i];
    if (!depth && strchr(",}] \t\r\n", c)) break;
    if (c == '"' && !(i = skip_string(s, i))) return 0;
    if (c == '{' || c == '[') depth++;
    if (c == '}' || c == ']') depth--;
    if (c != '"') i++;
  }
  return depth || i == from ? 0 : i;
}

struct span json_of(const char *text) { return (struct span){text, strlen(text)}; }

bool json_each(struct span s, size_t *cursor, struct span *key, struct span *value) {
  size_t i = s.at ? skip_space(s, *cursor) : 0;
  if (!s.at || i >= s.length || s.at[i] != (*cursor ? ',' : '{')) return false;
  i = skip_space(s, i + 1);
  size_t end = skip_string(s, i);
  if (!end) return false;
  *key = (struct span){s.at + i, end - i};
  i = skip_space(s, end);
  if (i >= s.length || s.at[i] != ':') return false;
  i = skip_space(s, i + 1);
  if (!(end = skip_value(s, i))) return false;
  *value = (struct span){s.at + i, end - i};
  *cursor = end;
  return true;
}

struct span json_get(struct span object, const char *name) {
  struct span key, value;
  size_t cursor = 0, length = strlen(name);
  while (json_each(object, &cursor, &key, &value))
    if (key.length == length + 2 && memcmp(key.at + 1, name, length) == 0) return value;
  return (struct span){NULL, 0};
}

bool json_is(struct span value, const char *literal) {
  return value.at && value.length == strlen(literal) && memcmp(value.at, literal, value.length) == 0;
}

bool json_string(struct span value, char *out, size_t size) {
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  size_t n = 0;
  if (!value.at || value.length < 2 || *value.at != '"') return false;
  for (size_t i = 1; i + 1 < value.length; i++) {
    char c = value.at[i];
    if (c == '\\') {
      const char *at = strchr(from, value.at[++i]);
      if (!at || !*at) return false; /* \u: no string of the protocol needs it */
      c = to[at - from];
    }
    if (n + 1 >= size) return false;
    out[n++] = c;
  }
  out[n] = 0;
  return true;
}

bool json_text(struct span object, const char *key, char *out, size_t size) {
  return json_string(json_get(object, key), out, size);
}

int64_t json_integer(struct span object, const char *key, int64_t otherwise) {
  struct span value = json_get(object, key);
  char digits[24], *end;
  if (!value.at || value.length >= sizeof digits) return otherwise;
  memcpy(digits, value.at, value.length);
  digits[value.length] = 0;
  long long n = strtoll(digits, &end, 10);
  return *end || end == digits ? otherwise : n;
}

struct text text_in(char *buffer, size_t size) {
  buffer[0] = 0;
  return (struct text){buffer, size, 0, false};
}

void put(struct text *t, const char *format, ...) {
  va_list list;
  va_start(list, format);
  int n = vsnprintf(t->at + t->used, t->size - t->used, format, list);
  va_end(list);
  t->full |= n < 0 || (size_t)n >= t->size - t->used;
  if (!t->full) t->used += (size_t)n;
}

void put_string(struct text *t, const char *s) {
  put(t, "\"");
  for (; *s; s++) put(t, *s == '"' || *s == '\\' ? "\\%c" : (unsigned char)*s < 32 ? "\\u%04x" : "%c", *s);
  put(t, "\"");
}
