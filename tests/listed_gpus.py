"""What ``nvidia-smi -L`` prints on machines with one GPU and with two."""

ONE = "GPU 0: NVIDIA X (UUID: GPU-aaaa)\n"
TWO = "GPU 0: NVIDIA X (UUID: GPU-aaaa)\nGPU 1: NVIDIA X (UUID: GPU-bbbb)\n"
