resource "talos_image_factory_schematic" "this" {
  schematic = file("${path.module}/../../modules/talos/schematic.yaml")
}

# Once a host. nocloud: Talos takes its name and address from the cloud-init drive that Proxmox makes.
resource "proxmox_download_file" "talos" {
  for_each = toset([for machine in values(var.machines) : machine.host])

  node_name    = each.key
  datastore_id = var.images
  content_type = "import"
  url          = "https://factory.talos.dev/image/${talos_image_factory_schematic.this.id}/${var.talos_version}/nocloud-amd64.qcow2"
  file_name    = "${var.name}-talos-${var.talos_version}.qcow2"

  # One that a lost state left behind is taken over, not stumbled over.
  overwrite           = false
  overwrite_unmanaged = true
}

resource "proxmox_virtual_environment_vm" "this" {
  for_each = var.machines

  name        = each.key
  description = "Made and destroyed by Phoenix (${var.name})"
  tags        = [var.name]
  node_name   = each.value.host
  vm_id       = each.value.id
  on_boot     = true

  # Nothing in it answers an ACPI shutdown in time that a wipe would wait for.
  stop_on_destroy = true

  machine       = "q35"
  scsi_hardware = "virtio-scsi-single"

  cpu {
    cores = each.value.cores
    type  = "x86-64-v2-AES"
  }

  memory {
    dedicated = each.value.memory
  }

  disk {
    datastore_id = var.datastore
    import_from  = proxmox_download_file.talos[each.value.host].id
    interface    = "scsi0"
    size         = each.value.disk
    iothread     = true
    discard      = "on"
    ssd          = true
  }

  network_device {
    bridge = var.bridge
  }

  operating_system {
    type = "l26"
  }

  initialization {
    datastore_id = var.datastore

    dns {
      servers = var.resolvers
    }

    ip_config {
      ipv4 {
        address = "${each.value.address}/${var.prefix}"
        gateway = var.gateway
      }
    }
  }
}

module "talos" {
  source = "../../modules/talos"

  name                 = var.name
  talos_version        = var.talos_version
  kubernetes_version   = var.kubernetes_version
  machine_secrets      = var.machine_secrets
  client_configuration = var.client_configuration
  out                  = var.out

  first = "${var.name}-cp-1"
  nodes = { for name, machine in var.machines : name => { address = machine.address, role = machine.role } }

  depends_on = [proxmox_virtual_environment_vm.this]
}
