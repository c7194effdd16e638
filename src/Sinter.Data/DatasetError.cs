namespace Sinter.Data;

/// <summary>What can be wrong with pictures and their labels.</summary>
public enum DatasetError
{
    /// <summary>A file or folder is not there or cannot be read.</summary>
    Missing,

    /// <summary>A picture is damaged or ends early.</summary>
    DamagedImage,

    /// <summary>A picture is of a kind that is not supported (interlaced PNG, CMYK JPEG ...).</summary>
    UnsupportedImage,

    /// <summary>A label file, CSV or IDX file does not follow its format.</summary>
    DamagedLabels,

    /// <summary>Pictures and labels, or tiles and labels, differ in number.</summary>
    CountMismatch,

    /// <summary>A label is out of range, a class has no picture, or a name is unknown.</summary>
    UnknownClass,

    /// <summary>There is nothing in it.</summary>
    Empty,

    /// <summary>libturbojpeg is not installed.</summary>
    MissingLibrary,

    /// <summary>An option or name that the data room does not know.</summary>
    InvalidOption,
}
