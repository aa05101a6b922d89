import { expect, test } from "vitest";
import { findUrlFault } from "./go-url";

// As promtool 3.5.3 answers for the URL of a remote_write.
test.each([
  ["a user and a password", "http://u:p@h", null],
  ["an escaped blank in the user", "http://u%20:p@h", null],
  ["two at signs", "http://a@b@h", null],
  ["a broken escape in the password", "http://u:p%zz@h", 'parse "http://u:p%zz@h": invalid URL escape "%zz"'],
  ["a blank in the user", "http://u p@h", 'parse "http://u p@h": net/url: invalid userinfo'],
  ["a bracket in the user", "http://u[@h", 'parse "http://u[@h": net/url: invalid userinfo'],
  ["a letter beyond ASCII in the user", "http://é@h", 'parse "http://é@h": net/url: invalid userinfo'],
  ["a broken escape in the path", "http://u:p@h/%zz", 'parse "http://u:p@h/%zz": invalid URL escape "%zz"'],
  ["a broken escape behind #", "http://h#%zz", 'parse "http://h#%zz": invalid URL escape "%zz"'],
  ["an IPv6 address", "http://[::1]", null],
])("%s", (_guarantee, url, fault) => {
  expect(findUrlFault(url)).toBe(fault);
});
