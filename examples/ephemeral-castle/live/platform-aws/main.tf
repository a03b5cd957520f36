resource "aws_vpc" "this" {
  cidr_block           = var.cidr
  enable_dns_hostnames = true
}

resource "aws_subnet" "this" {
  vpc_id            = aws_vpc.this.id
  availability_zone = var.zone
  cidr_block        = var.cidr
}

resource "aws_internet_gateway" "this" {
  vpc_id = aws_vpc.this.id
}

resource "aws_route_table" "this" {
  vpc_id = aws_vpc.this.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.this.id
  }
}

resource "aws_route_table_association" "this" {
  subnet_id      = aws_subnet.this.id
  route_table_id = aws_route_table.this.id
}

resource "aws_security_group" "this" {
  name        = var.name
  description = "Machines of ${var.name}"
  vpc_id      = aws_vpc.this.id
}

resource "aws_vpc_security_group_ingress_rule" "inside" {
  security_group_id            = aws_security_group.this.id
  description                  = "All between the machines"
  referenced_security_group_id = aws_security_group.this.id
  ip_protocol                  = "-1"
}

resource "aws_vpc_security_group_ingress_rule" "admin" {
  for_each = { kubernetes = 6443, talos = 50000 }

  security_group_id = aws_security_group.this.id
  description       = "API of ${each.key}"
  cidr_ipv4         = var.admin_cidr
  from_port         = each.value
  to_port           = each.value
  ip_protocol       = "tcp"
}

resource "aws_vpc_security_group_egress_rule" "all" {
  security_group_id = aws_security_group.this.id
  description       = "Images, Git, Infisical and S3"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

resource "aws_instance" "this" {
  for_each = var.machines

  ami                         = var.ami
  instance_type               = each.value.type
  subnet_id                   = aws_subnet.this.id
  vpc_security_group_ids      = [aws_security_group.this.id]
  associate_public_ip_address = true

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    volume_size           = each.value.disk
    volume_type           = "gp3"
    encrypted             = true
    delete_on_termination = true
  }

  tags = {
    Name = each.key
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
  nodes = { for name, machine in var.machines : name => { address = aws_instance.this[name].public_ip, role = machine.role } }

  # Without these nothing of the machines can be reached.
  depends_on = [
    aws_route_table_association.this,
    aws_vpc_security_group_egress_rule.all,
    aws_vpc_security_group_ingress_rule.admin,
    aws_vpc_security_group_ingress_rule.inside,
  ]
}
