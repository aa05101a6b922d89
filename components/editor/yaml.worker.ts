import "monaco-yaml/yaml.worker";
import * as l10n from "@vscode/l10n";
import { YAML_MESSAGES_ZH_CN } from "./yaml-messages-zh-cn";

// The name of the worker ends with the language of the page.
if (self.name.endsWith("zh-CN")) l10n.config({ contents: YAML_MESSAGES_ZH_CN });
