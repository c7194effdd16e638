namespace Sinter.Checkpoints;

internal static class CheckpointOpener
{
    public static Checkpoint Open(string path) =>
        throw new CheckpointException(CheckpointError.NotFound, $"{path}: no such file or folder.");
}
