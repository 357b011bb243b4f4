/** An id that a bank or a provider gave, as the books take it. */
export const BANK_REFERENCE = /^\s*[A-Za-z0-9._-]{4,64}\s*$/;
