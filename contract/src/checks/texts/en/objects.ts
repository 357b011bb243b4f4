import type { ChecksTexts } from '../../texts.ts';

const IV_FIELD = 'in `iv` of the object’s declaration, as hex, and not in front of the ciphertext';

/** Of objects and their encryption. */
export const objects = {
  'obj.empty': {
    title: 'Empty object',
    sentence: 'The uploaded object has 0 bytes.',
    cause: 'The upload ran before the buffer was flushed.',
    fix: 'Ask for an upload target once encoded data is in the buffer, and never upload an object of 0 bytes.',
  },
  'obj.size': {
    title: 'Size differs from the declaration',
    sentence: '{measured} arrived, the device declared {limit}.',
    cause: 'The transfer broke off, or the buffer changed after its size was taken.',
    fix: 'Keep the buffer unchanged until the upload is done; when a PUT fails, send the whole object to the same target again.',
  },
  'obj.hash': {
    title: 'Hash differs from the declaration',
    sentence: 'The {algorithm} of what arrived is {measured}, the device declared {limit}.',
    cause: 'The data changed in transit, or the hash was taken before encryption.',
    fix: 'Hash the bytes as uploaded (after encryption) with MD5 and SHA-256; retry the PUT when they differ.',
  },
  'obj.container': {
    title: 'Another container',
    sentence:
      '[mixed?The objects of one clip have two containers: this one is {measured}, the others are {limit}.|The content is {measured}, not {limit}.]',
    cause:
      '[mixed?A file of another clip got among them, or the container was changed in mid-clip.|The muxer writes another format than the event says, or another file was taken.]',
    fix: '[mixed?Keep to one container from the first object to the last; two clips are checked one by one.|Write MPEG-TS, fMP4 or MP4 from the first byte on, and let the event’s container say which.]',
    when: {
      'measured:swapped-ts': {
        title: 'Bytes of each word are swapped',
        sentence:
          'The content is MPEG-TS in which the bytes of each word of {wordBytes} stand in reverse order: 0x47 is not the first byte of a packet but the last of its first word.',
        cause:
          'A copy by DMA, or over SPI or another bus, with words of the other byte order than the buffer; or htons/htonl over the whole buffer.',
        fix: 'Copy the stream byte by byte, or set the byte order of the DMA channel, so that the first byte is 0x47 and each 188th after it as well.',
      },
      'measured:late-ts': {
        title: 'Foreign bytes before the MPEG-TS',
        sentence:
          '[foreignBytes?{foreignBytes} before the first TS packet do not belong to the video|Something else stands before the first TS packet][text?: {text}|].[again? Behind them the packets break off again (places: {again}).|][once? Behind them the packets go on to the end without a break.|]',
        cause:
          '[framing?The framing of an HTTP live stream (multipart boundary, part header or HTTP header) was written into the file together with the video.|A header of your own, or what was left in a buffer, was written into the file in front of the video.]',
        fix: '[framing?Take the video out of the HTTP framing before it is stored: without boundaries, headers and chunk sizes, so that the first byte is 0x47 and each 188th after it as well.|Store the video without that header: the first byte is 0x47, and each 188th after it as well.][again? Do so at each part, not only at the first.|]',
      },
    },
  },
  'obj.damaged': {
    title: 'Container damaged',
    sentence: 'From this place on the structure of the file makes no sense, and nothing behind it can be read.',
    cause: 'Memory was overwritten while muxing, or pieces were joined in the wrong order.',
    fix: 'Keep a copy of the file on the device, compare it with what arrived, and find the code that wrote this place.',
    mild: {
      title: 'Padding at the end of the file',
      sentence:
        'From this place to the end there is nothing but 0 or 0xFF, which is neither picture nor sound. It plays.',
      cause: 'A whole block or buffer was uploaded, and not what was written into it; 0xFF is what erased flash holds.',
      fix: 'Upload as many bytes as were written.',
    },
    when: {
      'measured:lost_returns': {
        title: 'Received or read in text mode',
        sentence:
          'Bytes 0x0D are missing throughout the file, which binary data of its length has hundreds of: a pair 0x0D 0x0A became 0x0A, or each 0x0D was taken out or turned into 0x0A. Nothing behind the first of these places is where it should be.',
        cause:
          'The file was received or read in text mode, as by FTP in ASCII mode on a system with other ends of lines, or through a terminal.',
        fix: 'Transfer and open files in binary mode (FTP “binary”, fopen "rb" and "wb", O_BINARY).',
      },
      'measured:text_mode': {
        title: 'Written or transferred in text mode',
        sentence:
          'In front of every byte 0x0A stands a 0x0D, as ends of lines have it in text files: bytes were added throughout the file, and nothing in it is where it should be.',
        cause:
          'The file was opened without “b” (fopen "w" in place of "wb"), or sent in text mode, as by FTP in ASCII mode.',
        fix: 'Open files in binary mode ("wb", O_BINARY) and transfer them in binary mode. The first added byte is at the given place.',
      },
    },
  },
  'obj.unread': {
    title: 'Not read to its end',
    sentence: 'The platform gave up reading this object: {measured}. Whether anything is wrong with it is not known.',
    cause:
      'It holds far more parts than footage of its length needs: NAL units, packets, entries of sample tables. Otherwise the fault is in our reader.',
    fix: 'Compare how many NAL units, packets and table entries there are with how many pictures. If that is as it should be, nothing has to change in the camera: keep the file and give it to the platform’s operator.',
  },
  'enc.none': {
    title: 'Video is not encrypted',
    sentence: 'The event declares no encryption, so its video is uploaded in the clear.',
    cause: 'Encryption is switched off while debugging.',
    fix: 'Switch AES-128 on before shipping: it protects the people in the picture.',
  },
  'enc.missing': {
    title: 'Declared encrypted, but in the clear',
    sentence: 'AES-128 was declared, yet the object is {measured} in the clear.',
    cause: 'Encryption is not switched on, or the buffer before encryption was uploaded.',
    fix: 'Upload the encrypted bytes; if encryption is off on purpose, declare encryption none.',
  },
  'enc.undeclared': {
    title: 'Encrypted, but not declared so',
    sentence: 'No encryption was declared, yet the content is encrypted: {measured}.',
    cause: 'The device encrypts without saying so when it opens the event.',
    fix: 'Declare encryption aes-128 and give the IV of every object.',
  },
  'enc.block': {
    title: 'Ciphertext is no multiple of 16 bytes',
    sentence: 'Left over at the end: {measured}; AES-CBC works in blocks of {limit}.',
    cause: 'The last block was not padded, or the upload was cut short.',
    fix: 'Pad with PKCS#7 before encrypting, and upload all of the ciphertext.',
  },
  'enc.padding': {
    title: 'Wrong padding',
    sentence: 'After decryption there is no valid PKCS#7 padding: {measured}.',
    cause: 'Padding is switched off or replaced by zeros in the crypto library, or the end was cut.',
    fix: 'Use PKCS#7; a length that is already a multiple of 16 gets one more block (16 bytes of 0x10).',
  },
  'enc.key': {
    title: 'Wrong key',
    sentence: "Decrypting with this event's key gives no known format: {measured}.",
    when: {
      'measured:missing': {
        title: 'No key',
        sentence: 'The object cannot be decrypted: {measured}.',
        cause: 'AES-128 was declared, and the key of the event is not at hand.',
        fix: 'Give the key of the event with its objects.',
      },
      'measured:word_swapped': {
        cause:
          'The 16 bytes went through words of 32 bits: read into uint32_t on a little-endian processor, or handed to a hardware cipher that takes its key by big-endian words.',
        fix: 'Keep the key as 16 single bytes in the order in which it comes. Where the hardware wants words, convert each by be32toh().',
      },
      'measured:reversed': {
        cause:
          'The 16 bytes are copied from the last to the first, as for a number of 128 bits in little-endian order.',
        fix: 'Hand the 16 bytes to the cipher in the order in which they come.',
      },
      'measured:hex_text': {
        cause:
          'The key comes as 32 hex digits, and the characters of this text were taken for the key: the first 16 of them.',
        fix: 'Decode the text: each two hex digits are one byte, and all 32 of them are the 16 bytes of the key.',
      },
      'measured:zero': {
        cause:
          'The cipher was opened before the key had been copied into its buffer, or decoding the key failed and nobody looked.',
        fix: 'Open the cipher when the key of the event is there, and look at what decoding it returns.',
      },
      'measured:exchanged': {
        cause: 'In the call of the cipher key and IV are in each other’s place.',
        fix: 'Exchange the two arguments: the key is that of the event, the IV that of the object.',
      },
    },
    cause: 'The key of an earlier event was used, or the key was not decoded to 16 raw bytes.',
    fix: 'Take the key anew for each event and use its 16 raw bytes, not their text.',
  },
  'enc.iv': {
    title: 'Wrong IV',
    sentence:
      '[objects?The key is right, but the first 16 bytes of each of {objects} objects do not decrypt|The key is right, but the first 16 bytes do not decrypt]: {measured}.',
    cause: 'The object was encrypted with another IV than the one declared for it.',
    fix: `Draw a new random IV for each object, encrypt with it, and declare the same 16 bytes: ${IV_FIELD}.`,
    when: {
      'measured:missing': {
        title: 'No IV',
        sentence: 'The object cannot be decrypted: {measured}.',
        cause: 'The object came without the IV that it was encrypted with.',
      },
      'measured:key': {
        cause:
          'The IV argument of the cipher call is the key: the arguments are in the wrong order, or one buffer is used for both.',
        fix: `Hand the cipher the object’s own 16 random bytes as its IV, and declare the same bytes: ${IV_FIELD}.`,
      },
      'measured:zero': {
        cause:
          'The cipher was opened without an IV, which many libraries take for 16 zeros; or the buffer of the IV was filled afterwards.',
        fix: `Hand the declared 16 bytes to the cipher before it encrypts the first block; they stand ${IV_FIELD}.`,
      },
      'measured:sequence': {
        cause: 'The segment number is the IV, as HLS has it where none is named (RFC 8216, 5.2).',
      },
      'measured:chained': {
        cause:
          'The context of the cipher was kept from the object before, and CBC goes on from its last block of ciphertext.',
        fix: `Open the cipher anew for each object, with an IV of its own, and declare that: ${IV_FIELD}.`,
      },
      'measured:prefixed': {
        title: 'IV in front of the ciphertext',
        sentence:
          '[objects?The key is right, but each of {objects} objects has 16 bytes too many in front|The key is right, but 16 bytes too many stand in front]: {measured}.',
        cause: 'The IV was written to the file before the ciphertext, as many examples of AES do.',
        fix: `Upload the ciphertext alone; the IV stands ${IV_FIELD}.`,
      },
      'measured:reversed': {
        cause: 'The 16 bytes were turned round as one number, at the cipher or when they were written as hex.',
        fix: `Declare the bytes in the order in which the cipher takes them: ${IV_FIELD}.`,
      },
      'measured:word_swapped': {
        cause:
          'The AES unit takes its IV in words of the other byte order (little endian), and the key was turned, the IV not.',
        fix: `Turn the bytes of each word of the IV as those of the key, and declare them in the order of AES: ${IV_FIELD}.`,
      },
    },
  },
  'enc.iv_reused': {
    title: 'IV used more than once',
    sentence: 'Objects that share an IV: {measured}.',
    cause: 'The IV is fixed, or is made once per event.',
    fix: 'Draw a new random IV for each object: equal beginnings are visible otherwise.',
  },
  'enc.mode': {
    title: 'Wrong cipher mode',
    sentence: 'The content was encrypted with {measured}; {limit} is required.',
    when: {
      'measured:cenc': {
        title: 'Encrypted inside the MP4 (CENC)',
        sentence:
          'The samples inside the MP4 are encrypted by themselves: {measured}. No player shows them without a licence server.',
        cause: 'The muxer has Common Encryption, that is DRM, switched on.',
        fix: 'Switch it off, so that the MP4 holds plain samples. What protects footage here is AES-128-CBC over each whole object, which the event then names.',
      },
    },
    cause: 'The crypto library defaults to another mode than CBC.',
    fix: 'Use AES-128-CBC over the whole object, with PKCS#7 padding.',
  },
} satisfies ChecksTexts;
