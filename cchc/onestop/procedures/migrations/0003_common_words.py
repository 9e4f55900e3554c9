from django.db import migrations

# Abbreviations of the State's offices that everybody types; an agency adds its own.
COMMON = (
    ("KH&CN", "khoa học và công nghệ"),
    ("KHCN", "khoa học và công nghệ"),
    ("TCĐLCL", "tiêu chuẩn đo lường chất lượng"),
    ("TĐC", "tiêu chuẩn đo lường chất lượng"),
    ("ATBX", "an toàn bức xạ"),
    ("SHTT", "sở hữu trí tuệ"),
    ("SHCN", "sở hữu công nghiệp"),
    ("CGCN", "chuyển giao công nghệ"),
    ("NSNN", "ngân sách nhà nước"),
    ("GCN", "giấy chứng nhận"),
    ("GP", "giấy phép"),
    ("DN", "doanh nghiệp"),
    ("VPĐD", "văn phòng đại diện"),
    ("TTHC", "thủ tục hành chính"),
    ("ĐKKD", "đăng ký kinh doanh"),
    ("máy", "thiết bị"),
    ("xin", "cấp"),
    ("làm lại", "cấp lại"),
    ("đổi", "sửa đổi"),
    ("bằng", "chứng chỉ"),
    ("x ray", "X-quang"),
    ("xray", "X-quang"),
)


def add(apps, schema_editor):
    synonym = apps.get_model("procedures", "Synonym")
    synonym.objects.bulk_create([synonym(said=said, meant=meant) for said, meant in COMMON], ignore_conflicts=True)


class Migration(migrations.Migration):

    dependencies = [("procedures", "0002_alter_paperrequired_copies_and_more")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
