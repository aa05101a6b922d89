import { Command, CommanderError } from "commander";
import { VERSION } from "@/lib/cli/version";
import { terminalLocale, translator } from "./messages";
import { SUBCOMMANDS } from "./subcommands";

/** Runs the command line; the exit code is left in the process. */
export async function main(argv: readonly string[]): Promise<void> {
  const locale = terminalLocale(languageOption(argv), process.env);
  const t = translator(locale);
  const program = new Command("promfleet")
    .description(t("description"))
    .version(VERSION, "-V, --version", t("version"))
    .helpOption("-h, --help", t("help"))
    .helpCommand(false)
    .option("--lang <language>", t("lang"))
    .addHelpText("after", `\n${t("exitCodes")}`)
    .exitOverride();
  for (const add of SUBCOMMANDS) add(program, { locale, t, say: (line) => process.stderr.write(`${line}\n`) });
  for (const command of program.commands) command.helpOption("-h, --help", t("help")).exitOverride();
  try {
    if (argv.length === 0) program.help({ error: true });
    await program.parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said it; its own codes are 0 for help and 1 for every mistake.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

/** The help texts are needed before the options are parsed. */
function languageOption(argv: readonly string[]): string | undefined {
  const position = argv.findIndex((argument) => argument === "--lang" || argument.startsWith("--lang="));
  const argument = argv[position];
  return argument?.startsWith("--lang=") ? argument.slice("--lang=".length) : argv[position + 1 || argv.length];
}
