namespace Sinter.Checkpoints;

internal static class CheckpointOpener
{
    public static Checkpoint Open(string path) => SafetensorsFile.Open(path);
}
