/**
 * Keys and their order.
 *
 * A key is an array of strings and numbers. It is encoded so that comparing bytes compares keys,
 * part by part, numbers before strings, and so that no key's encoding starts with a sibling's: the
 * tuple encoding known from FoundationDB. The encoded form is a "binary string" (one char a byte),
 * because a JavaScript Map can index it and `<` compares it.
 *
 *     ["a", 1]  →  02 'a' 00   01 <8 bytes of the number, order-preserving>
 *     ["ab"]    →  02 'a' 'b' 00
 */

import { HoldfastError } from "./errors.ts";

export type KeyPart = string | number;
export type Key = readonly KeyPart[];

/** A key as a binary string: one char per byte, in key order under `<`. */
export type EncodedKey = string;

const NUMBER = "\x01";
const STRING = "\x02";
const END = "\x00";
/** Stands for a 0x00 byte inside a string; sorts after END, so that "a" < "a\0". */
const ESCAPED_ZERO = "\x00\xff";

const numberBytes = new DataView(new ArrayBuffer(8));

/** @throws HoldfastError `key-invalid` */
export function encodeKey(key: Key): EncodedKey {
  let encoded = "";
  for (const part of key) encoded += encodePart(part);
  return encoded;
}

/** Every encoded key `k` with this prefix has `start <= k && k < end`. */
export function encodePrefix(prefix: Key): { start: EncodedKey; end: EncodedKey } {
  const start = encodeKey(prefix);
  return { start, end: `${start}\xff` };
}

export function decodeKey(encoded: EncodedKey): Key {
  const key: KeyPart[] = [];
  let at = 0;
  while (at < encoded.length) {
    if (encoded[at] === NUMBER) {
      key.push(decodeNumber(encoded.slice(at + 1, at + 9)));
      at += 9;
    } else {
      const end = endOfString(encoded, at + 1);
      const bytes = encoded.slice(at + 1, end).replaceAll(ESCAPED_ZERO, END);
      key.push(Buffer.from(bytes, "latin1").toString("utf8"));
      at = end + 1;
    }
  }
  return key;
}

export function hasPrefix(key: Key, prefix: Key): boolean {
  return prefix.every((part, index) => key[index] === part);
}

function encodePart(part: KeyPart): string {
  if (typeof part === "string") return STRING + encodeString(part) + END;
  if (typeof part === "number" && Number.isFinite(part)) return NUMBER + encodeNumber(part);
  throw new HoldfastError("key-invalid", {
    problem: `A key part is ${String(part)}, and must be a string or a finite number.`,
  });
}

function encodeString(text: string): string {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0 || code > 0x7f) return encodeUnusualString(text);
  }
  return text;
}

function encodeUnusualString(text: string): string {
  if (!text.isWellFormed()) {
    throw new HoldfastError("key-invalid", {
      problem: "A key part contains half of a surrogate pair, which UTF-8 cannot carry.",
    });
  }
  return Buffer.from(text, "utf8").toString("latin1").replaceAll(END, ESCAPED_ZERO);
}

/** IEEE 754, sign flipped (all bits of a negative), so that bytes order as the numbers do. */
function encodeNumber(value: number): string {
  numberBytes.setFloat64(0, value === 0 ? 0 : value);
  const high = numberBytes.getUint32(0);
  const low = numberBytes.getUint32(4);
  const negative = high >>> 31 === 1;
  return (
    fourChars(negative ? ~high >>> 0 : (high | 0x80000000) >>> 0) +
    fourChars(negative ? ~low >>> 0 : low)
  );
}

function decodeNumber(chars: string): number {
  const high = fourBytes(chars, 0);
  const low = fourBytes(chars, 4);
  const negative = high >>> 31 === 0;
  numberBytes.setUint32(0, negative ? ~high >>> 0 : (high & 0x7fffffff) >>> 0);
  numberBytes.setUint32(4, negative ? ~low >>> 0 : low);
  return numberBytes.getFloat64(0);
}

function fourChars(word: number): string {
  return String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

function fourBytes(chars: string, at: number): number {
  const byte = (offset: number) => chars.charCodeAt(at + offset);
  return ((byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3)) >>> 0;
}

function endOfString(encoded: EncodedKey, from: number): number {
  let end = encoded.indexOf(END, from);
  while (encoded[end + 1] === "\xff") end = encoded.indexOf(END, end + 2);
  return end;
}
