namespace Sinter.Checkpoints;

/// <summary>How large a pickle may be: the weights are not in it, so that real ones have a few megabytes at most.</summary>
internal static class PickleLimits
{
    public const long LongestPickle = 100_000_000;

    public static void CheckLength(string path, long length)
    {
        if (length > LongestPickle)
            throw new CheckpointException(CheckpointError.InvalidPickle, $"{path}: its pickle has {length} bytes; at most {LongestPickle} are read.");
    }
}
