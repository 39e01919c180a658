use zed_extension_api as zed;

struct Parvet;

impl zed::Extension for Parvet {
    fn new() -> Self {
        Parvet
    }

    fn language_server_command(
        &mut self,
        _server: &zed::LanguageServerId,
        worktree: &zed::Worktree,
    ) -> zed::Result<zed::Command> {
        let command = worktree
            .which("parvet")
            .ok_or("parvet is not on PATH: go install github.com/parvet/parvet/cmd/parvet@latest")?;
        Ok(zed::Command {
            command,
            args: vec!["lsp".to_string()],
            env: worktree.shell_env(),
        })
    }
}

zed::register_extension!(Parvet);
