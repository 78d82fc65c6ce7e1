/**
 * Ids that the gateway makes: lower-case letters and digits, so that URLs and keys carry them as
 * is.
 */

import { customAlphabet } from "nanoid";

const ID_LENGTH = 16;

export const newId = customAlphabet("0123456789abcdefghijklmnopqrstuvwxyz", ID_LENGTH);
