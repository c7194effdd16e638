using Sinter.Checkpoints;

namespace Sinter.Routing;

/// <summary>Small text files of model folders.</summary>
internal static class NetworkFiles
{
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(CheckpointError.NotFound, $"{path}: cannot be read: {exception.Message}", exception);
        }
    }
}
