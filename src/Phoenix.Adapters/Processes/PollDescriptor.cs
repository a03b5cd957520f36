using System.Runtime.InteropServices;

namespace Phoenix.Adapters.Processes;

/// <summary><c>struct pollfd</c>: a descriptor, and whether there is something to read from it. A negative one is passed over.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor(int descriptor)
{
    private const short Readable = 1;

    internal int Descriptor = descriptor;
    internal short Awaited = Readable;
    internal short Returned;
}
