using Phoenix.Execution;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Bench;

/// <summary>A lab whose repository holds a full backup of a database of a given size and a given number of WAL segments after it.</summary>
internal static class RestoreLab
{
    /// <summary>Fills the lab's database and repository; returns what a rebirth restores.</summary>
    public static async Task<RestoreRequest> FillAsync(LabStack stack, int megabytes, int segments)
    {
        await stack.PrepareAsync(CancellationToken.None);
        int rows = await Filler.FillAsync(stack, megabytes);
        await stack.Database.BackUpAsync(CancellationToken.None);
        await Filler.UpdateAsync(stack, rows, (long)segments * WalSegment.DefaultSize);

        ClosedSegment closed = await stack.Database.CloseSegmentAsync("bench", CancellationToken.None);
        ArchiveListing? listing = null;
        await new Waiting(TimeProvider.System).ForAsync(
            new Gate("all WAL in the archive", TimeSpan.FromMinutes(30), async token =>
            {
                if ((await stack.Database.ReadArchiverAsync(token)).Ready > 0)
                {
                    return "files wait to be archived";
                }

                listing = await stack.Repository.ListArchiveAsync(token);
                return listing.Segments.ContainsKey(closed.Segment.Name) ? null : "it is not listed";
            }),
            CancellationToken.None);
        return new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(1), listing!.Newest(1, WalSegment.DefaultSize));
    }
}
