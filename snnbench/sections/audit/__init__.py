"""The paper's own numbers, computed again from published inputs."""
