include "root" {
  path = find_in_parent_folders("root.hcl")
}

locals {
  castle = read_terragrunt_config(find_in_parent_folders("castle.hcl")).locals
}

dependency "platform" {
  config_path = "../${local.castle.platform}"

  # After a wipe there is no kubeconfig any more, and still it must be seen that nothing of this unit is left.
  mock_outputs = {
    kubeconfig = "{\"apiVersion\":\"v1\",\"kind\":\"Config\"}"
  }
  mock_outputs_allowed_terraform_commands = ["init", "show", "state", "validate", "destroy"]
}

inputs = {
  kubeconfig = dependency.platform.outputs.kubeconfig
  git_url    = local.castle.git_url
  git_ref    = local.castle.git_ref
  git_path   = local.castle.git_path

  # The secrets come by environment: TF_VAR_infisical_client_id, TF_VAR_infisical_client_secret, TF_VAR_git_username and
  # TF_VAR_git_token.
}
