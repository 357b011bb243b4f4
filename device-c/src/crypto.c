#include "camera.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

static void to_hex(const uint8_t *bytes, size_t length, char *out) {
  for (size_t i = 0; i < length; i++) snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static bool from_hex(const char *hex, uint8_t *out, size_t length) {
  unsigned byte;
  if (strlen(hex) != length * 2 || strspn(hex, "0123456789abcdef") != length * 2) return false;
  for (size_t i = 0; i < length && sscanf(hex + 2 * i, "%2x", &byte) == 1; i++) out[i] = (uint8_t)byte;
  return true;
}

void hmac_hex(const char *key, const char *text, char out[HEX(32)]) {
  uint8_t mac[32];
  if (!HMAC(EVP_sha256(), key, (int)strlen(key), (const uint8_t *)text, strlen(text), mac, NULL)) die("HMAC failed");
  to_hex(mac, sizeof mac, out);
}

void sha256_hex(const uint8_t *bytes, size_t length, char out[HEX(32)]) {
  uint8_t hash[32];
  if (EVP_Digest(bytes, length, hash, NULL, EVP_sha256(), NULL) != 1) die("SHA-256 failed");
  to_hex(hash, sizeof hash, out);
}

void random_hex(size_t length, char *out) {
  uint8_t bytes[32];
  if (length > sizeof bytes || RAND_bytes(bytes, (int)length) != 1) die("no random bytes");
  to_hex(bytes, length, out);
}

static struct { /* fetched once: fetching allocates */
  EVP_CIPHER_CTX *cipher;
  EVP_MD_CTX *digest;
  EVP_CIPHER *aes;
  EVP_MD *md5, *sha256;
  uint8_t *out;
  size_t size, used;
} seal;

void seal_open(size_t largest) {
  seal.cipher = EVP_CIPHER_CTX_new();
  seal.digest = EVP_MD_CTX_new();
  seal.aes = EVP_CIPHER_fetch(NULL, "AES-128-CBC", NULL);
  seal.md5 = EVP_MD_fetch(NULL, "MD5", NULL);
  seal.sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
  if (!seal.cipher || !seal.digest || !seal.aes || !seal.md5 || !seal.sha256) die("OpenSSL lacks AES, MD5 or SHA-256");
  seal.out = take_memory(seal.size = largest);
}

bool seal_begin(const char *key, const char *iv) {
  uint8_t k[16], v[16];
  seal.used = 0;
  return from_hex(key, k, 16) && from_hex(iv, v, 16) && EVP_EncryptInit_ex(seal.cipher, seal.aes, NULL, k, v) == 1;
}

bool seal_add(const uint8_t *bytes, size_t length) {
  int n;
  if (length + 32 > seal.size - seal.used) return false;
  if (EVP_EncryptUpdate(seal.cipher, seal.out + seal.used, &n, bytes, (int)length) != 1) return false;
  seal.used += (size_t)n;
  return true;
}

static bool hash(const EVP_MD *kind, size_t length, char *hex) {
  uint8_t bytes[32];
  bool ok = EVP_DigestInit_ex2(seal.digest, kind, NULL) == 1 && EVP_DigestUpdate(seal.digest, seal.out, seal.used) == 1 &&
            EVP_DigestFinal_ex(seal.digest, bytes, NULL) == 1;
  if (ok) to_hex(bytes, length, hex);
  return ok;
}

bool seal_end(struct sealed *sealed) {
  int n;
  if (EVP_EncryptFinal_ex(seal.cipher, seal.out + seal.used, &n) != 1) return false;
  seal.used += (size_t)n;
  sealed->bytes = seal.out;
  sealed->length = seal.used;
  return hash(seal.md5, 16, sealed->md5) && hash(seal.sha256, 32, sealed->sha256);
}
