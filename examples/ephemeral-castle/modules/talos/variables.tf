variable "name" {
  type        = string
  description = "Name of the cluster."
}

variable "talos_version" {
  type        = string
  description = "Version whose features the machine configuration may use."
}

variable "kubernetes_version" {
  type        = string
  description = "Version of Kubernetes, without v."
}

variable "machine_secrets" {
  type        = any
  sensitive   = true
  description = "Output of the unit secrets."
}

variable "client_configuration" {
  type        = any
  sensitive   = true
  description = "Output of the unit secrets."
}

variable "nodes" {
  type = map(object({
    address = string
    role    = string
  }))
  description = "Machines by name: the address that they are reached at from here, and controlplane or worker."

  validation {
    condition     = alltrue([for node in values(var.nodes) : contains(["controlplane", "worker"], node.role)])
    error_message = "A role is controlplane or worker."
  }
}

variable "first" {
  type        = string
  description = "Name of the control plane node that etcd begins on."
}

variable "out" {
  type        = string
  description = "Folder that talosconfig and kubeconfig are written to."
}
