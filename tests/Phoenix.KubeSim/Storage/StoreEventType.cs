namespace Phoenix.KubeSim.Storage;

internal enum StoreEventType
{
    Added,
    Modified,
    Deleted,
    Bookmark,
}
