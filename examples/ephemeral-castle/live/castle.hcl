# What this castle is. Every unit reads it; nothing here is a secret.
locals {
  name = "castle"

  # The folder that makes the machines: platform (Proxmox), platform-aws or platform-gcp. Change it here and in phoenix.yaml.
  platform = "platform"

  talos_version      = "v1.13.0"
  kubernetes_version = "1.36.0"

  # Where Terraform's states are: never the bucket of the database's backups, and outside of everything that is wiped.
  state_bucket = "castle-state"
  state_region = "eu-central-1"

  # What Flux follows.
  git_url  = "https://git.example.org/castle/castle.git"
  git_ref  = "refs/heads/main"
  git_path = "clusters/castle"
}
