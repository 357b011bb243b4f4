import type { ProblemTexts } from './fill-text.ts';

/** Of releases and their roll-out. */
export const firmware = {
  firmware_key_refused: {
    title: 'This is not a public Ed25519 key',
    remedy:
      'Give the public key in PEM, beginning with BEGIN PUBLIC KEY, as `openssl pkey -pubout` writes it. Keep the private one to yourself.',
  },
  firmware_keys_full: {
    title: 'The product has {n} firmware keys already',
    remedy: 'Remove one that signs no firmware any more.',
  },
  release_signature_wrong: {
    title: 'No key of this product signed this release',
    remedy:
      'Register the public key under the product’s firmware keys, and sign the image with its private key: `kaitong firmware sign`.',
  },
  release_of_other_product: {
    title: 'The release was signed for another product',
    remedy: 'It names the PID {pid}. Sign the image for the product that you release it for.',
  },
  release_exists: {
    title: 'Version {version} was released before',
    remedy: 'A version is released once, so that one number never means two images. Give the image a higher version.',
  },
  releases_full: {
    title: 'The product has {n} releases already',
    remedy: 'That is the most. Ask the operator of the platform.',
  },
  release_move_refused: {
    title: 'This cannot be done with the release now',
    remedy: 'Somebody may have changed it meanwhile. Look at the list of releases, which says what can be done.',
  },
  release_not_verified: {
    title: 'Firmware {version} has not passed a verification, so it goes to no more than 5 % of the cameras',
    remedy:
      'Take a tester’s camera that has updated to it: verify the release with it on the firmware page, or run the whole extended test, `kaitong conformance DEVICE_ID`. Once it has passed, go on with the roll-out.',
  },
  release_not_on_device: {
    title: 'The camera runs {firmware}, and the release is {version}',
    remedy:
      'Let it update first: a release that is offered to 5 % reaches it if its turn has come. Or put {version} on it by hand.',
  },
  release_image_missing: {
    title: 'The release has no image yet',
    remedy: 'Send the image that was signed, whole, then offer the release.',
  },
  release_image_wrong: {
    title: 'This is not the image that was signed',
    remedy: 'Its length or its SHA-256 is not what the manifest says. Send the very file that was signed.',
  },
  firmware_not_offered: {
    title: 'This firmware is not to be had for the camera now',
    remedy: 'It was withdrawn, is under way already, or a newer one took its place. The page shows what there is.',
  },
} satisfies Partial<ProblemTexts>;
